using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>Powers and cosines with the same bits on every platform, which those of <see cref="Math"/> need not have.</summary>
internal static class PortableMath
{
    /// <summary>
    /// x^n for n >= 0 by repeated squaring: a function of n alone, so that a run continues from its number of steps.
    /// </summary>
    public static double Power(double x, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0)
                result *= x;
        return result;
    }

    /// <summary>x^y.</summary>
    public static double Pow(double x, double y) =>
        Vec128<double>.First(VecMath.Pow(Vec128<double>.Of(x), Vec128<double>.Of(y)));

    /// <summary>The cosine of an angle in radians.</summary>
    public static double Cos(double x) => Vec128<double>.First(VecMath.Cos(Vec128<double>.Of(x)));
}
