using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The distance from p, the mean, times q plus r.</summary>
internal readonly struct AffineOfChannel : IChannelFormula
{
    public static bool ReadsSecond => false;

    public static int Numbers => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q, V r, V s) where V : struct, IVec<V> => V.Fma(a - p, q, r);
}
