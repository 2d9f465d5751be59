using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Folds to the maximum; NaN if any element is.</summary>
internal readonly struct MaxCombine : ICombine
{
    public static double Identity => double.NegativeInfinity;

    // V.Max gives b where either is NaN, so only a NaN in a needs care; a <= infinity is false for NaN alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b) where V : struct, IVec<V> =>
        V.Select(a <= V.Of(double.PositiveInfinity), V.Max(a, b), a);

    public static T OfScalars<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(a) || a > b ? a : b;
}
