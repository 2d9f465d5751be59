using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The dense targets of a row.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly struct DenseTerm<T>(DenseTargets<T> targets) : ITerm<T> where T : unmanaged
{
    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => targets.At<V>(i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> => targets.AtPartial<V>(i, count);
}
