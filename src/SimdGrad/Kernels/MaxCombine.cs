using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Folds to the maximum; NaN if any element is, and -0 is less than +0, so that order does not matter.</summary>
internal readonly struct MaxCombine : ICombine
{
    public static double Identity => double.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b) where V : struct, IVec<V> => V.Maximum(a, b);

    public static T OfScalars<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(a, b);
}
