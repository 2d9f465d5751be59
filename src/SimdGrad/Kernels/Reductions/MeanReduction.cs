using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The sum divided by the number: the mean.</summary>
internal readonly struct MeanReduction : IReduction
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => joined / divisor;
}
