using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The maximum: the first of equals, and the first NaN before all. The gradient is that element's.</summary>
internal readonly struct WindowMax : IWindowFormula
{
    public static bool GradientReadsElements => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Start<V>() where V : struct, IVec<V> => V.Of(double.NegativeInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step<V>(V result, V x) where V : struct, IVec<V> =>
        V.Select(x <= result, result, V.Select(IsNumber(result), x, result));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V result, V divisor) where V : struct, IVec<V> => result;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Share<V>(V dy, V divisor) where V : struct, IVec<V> => dy;

    // If y is no NaN, no x is; and if it is, no x is at least y.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gradient<V>(ref V left, V x, V y) where V : struct, IVec<V>
    {
        V others = V.Select(x >= y, V.Zero, V.Select(IsNumber(x), left, V.Zero));
        V gradient = V.Select(x >= y, left, V.Select(IsNumber(x), V.Zero, left));
        left = others;
        return gradient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V IsNumber<V>(V x) where V : struct, IVec<V> => x <= V.Of(double.PositiveInfinity);
}
