using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Folds to the maximum of what is no NaN, with either sign if it is zero: for sums of exp(x - maximum), which are NaN by
/// themselves if an element is. One instruction, where IEEE 754's maximum takes several.
/// </summary>
internal readonly struct NumberMaxCombine : ICombine
{
    public static double Identity => double.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b) where V : struct, IVec<V> => V.Max(b, a);

    public static T OfScalars<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => b > a ? b : a;
}
