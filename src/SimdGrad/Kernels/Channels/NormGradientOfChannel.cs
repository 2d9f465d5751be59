using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The gradient b of a normalized a, without the parts that the mean p and the deviation take back, times s.</summary>
internal readonly struct NormGradientOfChannel : IChannelFormula
{
    public static bool ReadsSecond => true;

    public static int Numbers => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q, V r, V s) where V : struct, IVec<V> => s * (b - q - (a - p) * r);
}
