namespace SimdGrad.Simd;

/// <summary>
/// The inverse of the standard normal distribution function: routine PPND16 of M. J. Wichura, "Algorithm AS 241: The
/// Percentage Points of the Normal Distribution", Applied Statistics 37 (1988) 477-484; relative error about 1e-16.
/// </summary>
/// <remarks>
/// Chosen over Box and Muller (needs sine, cosine and logarithm for every value) and over the polar method (consumes an
/// unknown number of uniform values): one uniform value becomes one normal value, 85 % of the time without a logarithm.
/// Only + - * / and the square root are used, which IEEE 754 rounds correctly, and the compiler does not contract a
/// product and a sum into one rounding; Math.Log is avoided because its last bit depends on the C runtime.
/// </remarks>
internal static class InverseNormal
{
    private const double SquareRootOfHalf = 0.70710678118654752440;

    // ln 2 in two parts (those of fdlibm's e_log.c): the product of the first with any exponent is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    // Coefficients from the highest power down.
    private static ReadOnlySpan<double> CentralTop =>
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080,
    ];

    private static ReadOnlySpan<double> CentralBottom =>
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
    ];

    private static ReadOnlySpan<double> MiddleTop =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
    ];

    private static ReadOnlySpan<double> MiddleBottom =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1.0,
    ];

    private static ReadOnlySpan<double> TailTop =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720,
    ];

    private static ReadOnlySpan<double> TailBottom =>
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
    ];

    /// <summary>The x for which a standard normal value is at most x with the given probability.</summary>
    /// <param name="probability">Strictly between 0 and 1; not checked.</param>
    public static double Of(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
            return Ratio(CentralTop, CentralBottom, 0.180625 - q * q, q);
        double r = Math.Sqrt(-Log(q < 0 ? probability : 1 - probability));
        double x = r <= 5 ? Ratio(MiddleTop, MiddleBottom, r - 1.6, 1) : Ratio(TailTop, TailBottom, r - 5, 1);
        return q < 0 ? -x : x;
    }

    /// <summary>
    /// ln(x) = e ln 2 + 2 (s + s^3/3 + s^5/5 + ...) with x = m 2^e, m in [sqrt(1/2), sqrt(2)) and s = (m - 1) / (m + 1),
    /// |s| below 0.172, where the terms after s^21/21 are under half a unit in the last place.
    /// </summary>
    /// <param name="x">A positive normal number; not checked.</param>
    internal static double Log(double x)
    {
        // Splitting by bits rather than by Math.ILogB and ScaleB: exact and the same everywhere.
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1022;
        double mantissa = BitConverter.Int64BitsToDouble(bits & 0xFFFFFFFFFFFFF | 1022L << 52);
        if (mantissa < SquareRootOfHalf)
        {
            mantissa *= 2;
            exponent--;
        }

        double s = (mantissa - 1) / (mantissa + 1);
        double square = s * s;
        double sum = 0;
        for (int odd = 21; odd >= 3; odd -= 2)
            sum = (sum + 1.0 / odd) * square;
        return exponent * Ln2High + (exponent * Ln2Low + 2 * (s + s * sum));
    }

    private static double Ratio(ReadOnlySpan<double> top, ReadOnlySpan<double> bottom, double x, double factor) =>
        Polynomial(top, x) * factor / Polynomial(bottom, x);

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
            sum = sum * x + coefficient;
        return sum;
    }
}
