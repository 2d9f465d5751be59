using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The second element times the first, normalized with the mean p and the inverse deviation q.</summary>
internal readonly struct ProductWithNormalized : IChannelFormula
{
    public static bool ReadsSecond => true;

    public static int Numbers => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q, V r, V s) where V : struct, IVec<V> => (a - p) * q * b;
}
