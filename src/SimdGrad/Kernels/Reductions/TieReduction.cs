using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The share of each element that equals the pivot, the maximum or minimum: 1 over their number. Infinite if the pivot is NaN.
/// </summary>
internal readonly struct TieReduction : IReduction
{
    public static bool IsCheap => false;

    public static bool HasPivot => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> =>
        V.Select(x >= pivot, V.Select(x <= pivot, V.One, V.Zero), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => V.One / joined;
}
