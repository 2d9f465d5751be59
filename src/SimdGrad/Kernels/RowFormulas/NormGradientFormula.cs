using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The gradient with respect to a row that was normalized to h, but for the factor of the norm: g - p - h q, with the mean p
/// of g, 0 where the row was not centered, and the mean q of g h.
/// </summary>
internal readonly struct NormGradientFormula : IRowFormula
{
    public static bool ReadsSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q) where V : struct, IVec<V> => V.Fnma(a, q, b - p);
}
