using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The elements joined as they are: sum, maximum, minimum.</summary>
internal readonly struct PlainReduction : IReduction
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => joined;
}
