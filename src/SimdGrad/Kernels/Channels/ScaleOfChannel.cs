using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The element times p.</summary>
internal readonly struct ScaleOfChannel : IChannelFormula
{
    public static bool ReadsSecond => false;

    public static int Numbers => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q, V r, V s) where V : struct, IVec<V> => a * p;
}
