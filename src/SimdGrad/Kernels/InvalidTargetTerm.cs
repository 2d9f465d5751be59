using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>1 for each target outside the domain of the loss, 0 for each within.</summary>
/// <typeparam name="TLoss">The loss.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct InvalidTargetTerm<TLoss, T>(ReadOnlySpan<T> targets) : ITerm<T>
    where TLoss : struct, ILoss
    where T : unmanaged
{
    private readonly SpanTerm<T> _targets = new(targets);

    public static bool IsLoad => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => Flag(_targets.At<V>(i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> => Flag(_targets.AtPartial<V>(i, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Flag<V>(V target) where V : struct, IVec<V> => V.Select(TLoss.IsValidTarget(target), V.Zero, V.One);
}
