using System.Numerics;

namespace SimdGrad.Tests.Simd;

/// <summary>
/// The error of a double result against the exact value, from fixed-point arithmetic with 256 fractional bits. Math.Exp
/// and its kin err themselves by nearly 1 ULP, and .NET has no accurate log1p, so they cannot show a bound of 1 ULP.
/// </summary>
internal static class HighPrecision
{
    private const int FractionBits = 256;

    private static readonly BigInteger One = BigInteger.One << FractionBits;

    // 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749).
    private static readonly BigInteger Ln2 =
        18 * InverseTanhOfReciprocal(26) - 2 * InverseTanhOfReciprocal(4801) + 8 * InverseTanhOfReciprocal(8749);

    /// <summary>|y - e^x| in ULP of e^x.</summary>
    public static double ExpError(double x, double y)
    {
        var e = Exp(ToFixed(x), out var n);
        // 2^n is divided out of y, exactly, and put into the size of an ULP.
        var ulpExponent = Math.Max(n + Exponent(e) - 52, -1074) - n;
        return Ratio(ToFixed(Math.ScaleB(y, -n)) - e, One) / Math.ScaleB(1, ulpExponent);
    }

    /// <summary>|y - log(1 + x)| in ULP of y. As log(z) = y + log(z / e^y), the error is z / e^y - 1 to first order.</summary>
    public static double Log1pError(double x, double y) => LogError(One + ToFixed(x), y);

    /// <summary>|y - log(x)| in ULP of y.</summary>
    public static double LogError(double x, double y)
    {
        // 2^n is taken off both sides where x alone would not fit the format.
        var n = Math.ILogB(x);
        return LogError(ToFixed(Math.ScaleB(x, -n)), y, n);
    }

    /// <summary>|y - tanh(x)| in ULP of tanh(x).</summary>
    public static double TanhError(double x, double y)
    {
        var e = Exp(2 * ToFixed(x), out var n);
        e = n < 0 ? e >> -n : e << n;
        var tanh = ((e - One) << FractionBits) / (e + One);
        return Ratio(ToFixed(y) - tanh, One) / Math.ScaleB(1, Exponent(tanh) - 52);
    }

    private static double LogError(BigInteger z, double y, int n = 0)
    {
        var e = Exp(ToFixed(y) - n * Ln2, out var shift);
        e = shift < 0 ? e >> -shift : e << shift;
        return Ratio(z - e, e) / Math.ScaleB(1, Math.ILogB(y) - 52);
    }

    // e^x = result * 2^n, with the result in [0.7, 1.42].
    private static BigInteger Exp(BigInteger x, out int n)
    {
        n = (int)Math.Round((double)(x >> (FractionBits - 60)) / (double)(Ln2 >> (FractionBits - 60)));
        var r = x - n * Ln2;
        var (term, sum) = (One, One);
        for (var k = 1; !term.IsZero && k < 100; k++)
        {
            term = BigInteger.Divide(term * r, One * k);
            sum += term;
        }
        return sum;
    }

    private static BigInteger InverseTanhOfReciprocal(int d)
    {
        var sum = BigInteger.Zero;
        var power = One / d;
        for (var k = 1; !power.IsZero; k += 2, power /= d * d)
            sum += power / k;
        return sum;
    }

    // Exact for |x| >= 2^-200 or so and x = 0.
    private static BigInteger ToFixed(double x)
    {
        if (x == 0)
            return BigInteger.Zero;
        var exponent = Math.ILogB(x) - 52;
        var mantissa = new BigInteger(Math.ScaleB(x, -exponent));
        var shift = exponent + FractionBits;
        return shift < 0 ? mantissa >> -shift : mantissa << shift;
    }

    private static int Exponent(BigInteger x) => (int)BigInteger.Abs(x).GetBitLength() - 1 - FractionBits;

    private static double Ratio(BigInteger a, BigInteger b) =>
        Math.ScaleB((double)((BigInteger.Abs(a) << FractionBits) / b), -FractionBits);
}
