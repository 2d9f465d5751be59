using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The logarithm of the sum of exp(x - pivot), plus the pivot: log-sum-exp.</summary>
internal readonly struct ExpReduction : IReduction
{
    public static bool IsCheap => false;

    public static bool HasPivot => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => VecMath.Exp(x - pivot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => VecMath.Log(joined) + pivot;
}
