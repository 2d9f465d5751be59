using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The dense targets of a row times how far its logits are below a bound: v[i] (bound - x[i]); 0 where v is, also at -infinity.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct DenseGapTerm<T>(T* x, T bound, DenseTargets<T> targets) : ITerm<T> where T : unmanaged
{
    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => Of(targets.At<V>(i), V.Splat(bound) - V.Load(ref x[i]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> =>
        Of(targets.AtPartial<V>(i, count), V.Splat(bound) - V.LoadPartial(ref x[i], count));

    /// <summary>v gap; 0 where v is and the gap is no NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V v, V gap) where V : struct, IVec<V> =>
        V.Select(V.Abs(v) > V.Zero, v * gap, V.Select(gap <= V.Of(double.PositiveInfinity), v, gap));
}
