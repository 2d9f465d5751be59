using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Folds to the minimum; NaN if any element is, and -0 is less than +0, so that order does not matter.</summary>
internal readonly struct MinCombine : ICombine
{
    public static double Identity => double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b) where V : struct, IVec<V> => V.Minimum(a, b);

    public static T OfScalars<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Min(a, b);
}
