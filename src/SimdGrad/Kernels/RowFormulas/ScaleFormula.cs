using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The multiple of an element by q.</summary>
internal readonly struct ScaleFormula : IRowFormula
{
    public static bool ReadsSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q) where V : struct, IVec<V> => q * a;
}
