using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The absolute values joined: the L1 norm.</summary>
internal readonly struct MagnitudeReduction : IReduction
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => V.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => joined;
}
