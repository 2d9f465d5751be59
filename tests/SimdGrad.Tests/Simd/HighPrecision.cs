using System.Numerics;

namespace SimdGrad.Tests.Simd;

/// <summary>
/// Elementary functions to more than 250 bits. Math.Exp and its kin err themselves by nearly 1 ULP, and .NET has no accurate
/// log1p or erf, so they cannot show a bound of 1 ULP.
/// </summary>
internal static class HighPrecision
{
    // Enough digits of pi to reduce the largest double.
    private const int PiBits = 1600;

    private static readonly BigFloat s_ln2 =
        18 * InverseTanhOfReciprocal(26) - 2 * InverseTanhOfReciprocal(4801) + 8 * InverseTanhOfReciprocal(8749);

    // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239).
    private static readonly BigInteger s_piFixed = 16 * InverseTangentOfReciprocal(5) - 4 * InverseTangentOfReciprocal(239);

    private static readonly BigFloat s_pi = new(s_piFixed, -PiBits);

    private static readonly BigFloat s_sqrt2 = SquareRoot(2), s_sqrtPi = SquareRoot(s_pi);

    // The step of the trapezoidal rule for erfc, whose error is e^(-(pi / step)^2) = 2^-405, and e^(-(k step)^2).
    private static readonly BigFloat s_step = 3.0 / 16;
    private static readonly BigFloat[] s_gauss = [.. Enumerable.Range(0, 84).Select(k => Exp(-(k * s_step * (k * s_step))))];

    /// <summary>The error of <paramref name="actual"/> in ULP of the exact result in double, denormal results included.</summary>
    public static double ErrorInUlp(BigFloat exact, double actual)
    {
        if (exact.Exponent >= 1024 || !double.IsFinite(actual))
            return exact.Exponent >= 1023 && double.IsInfinity(actual) && exact.IsNegative == (actual < 0)
                ? 0
                : double.PositiveInfinity;
        return (exact - actual).Abs().Scale(-Math.Max(exact.IsZero ? -1074 : exact.Exponent - 52, -1074)).ToDouble();
    }

    public static BigFloat Exp(BigFloat x)
    {
        if (x.Exponent > 20)
            return x.IsNegative ? BigFloat.Zero : BigFloat.One.Scale(1 << 20);
        const int halvings = 12;
        var n = (x / s_ln2).Round();
        var r = (x - (BigFloat)(double)n * s_ln2).Scale(-halvings);
        var e = ExpSeries(r);
        for (int i = 0; i < halvings; i++)
            e *= e;
        return e.Scale((int)n);
    }

    public static BigFloat Expm1(BigFloat x) => x.Exponent < -100 ? x + x * x * ExpTail(x) : Exp(x) - 1;

    public static BigFloat Log(BigFloat x)
    {
        // The third order iteration y + 2 (x - e^y) / (x + e^y) from a double.
        int n = x.Exponent;
        BigFloat mantissa = x.Scale(-n), y = Math.Log(mantissa.ToDouble());
        for (int i = 0; i < 2; i++)
        {
            var e = Exp(y);
            y += 2 * (mantissa - e) / (mantissa + e);
        }
        return y + n * s_ln2;
    }

    public static BigFloat Log1p(BigFloat x) =>
        x.Exponent < -100 ? x - x * x * (0.5 - x * (BigFloat.One / 3 - x * 0.25)) : Log(1 + x);

    public static BigFloat Tanh(BigFloat x)
    {
        if (x.Abs() > 200)
            return x.IsNegative ? -1 : 1;
        var e = Expm1(2 * x);
        return e / (e + 2);
    }

    public static BigFloat Sigmoid(BigFloat x) => x.IsNegative ? Exp(x) / (1 + Exp(x)) : 1 / (1 + Exp(-x));

    public static BigFloat Sin(BigFloat x) => SinOfQuarters(x, 0);

    public static BigFloat Cos(BigFloat x) => SinOfQuarters(x, 1);

    public static BigFloat Erf(BigFloat x)
    {
        if (x.IsZero || x.Abs() > 1)
            return x.IsNegative ? Erfc(-x) - 1 : 1 - Erfc(x);
        var (square, term, sum) = (x * x, x, x);
        for (int k = 1; term.Exponent > x.Exponent - 400; k++)
        {
            term = -term * square / k;
            sum += term / (2 * k + 1);
        }
        return 2 * sum / s_sqrtPi;
    }

    /// <summary>1 - erf(x).</summary>
    public static BigFloat Erfc(BigFloat x)
    {
        if (x.IsNegative)
            return 2 - Erfc(-x);
        if (x.Exponent < 0)
            return 1 - Erf(x);
        // C. Chiarella and A. Reichel, "On the evaluation of integrals related to the error function", Mathematics of
        // Computation 22 (1968) 137-143: the trapezoidal rule for e^(-t^2) / (x^2 + t^2), less what its poles add.
        var square = x * x;
        var sum = BigFloat.One / square;
        for (int k = 1; k < s_gauss.Length; k++)
            sum += 2 * s_gauss[k] / (square + (k * s_step) * (k * s_step));
        var erfc = s_step * x / s_pi * Exp(-square) * sum;
        return x > 16 ? erfc : erfc + 2 / (1 - Exp(2 * s_pi * x / s_step));
    }

    public static BigFloat NormalCdf(BigFloat x) => Erfc(-x / s_sqrt2).Scale(-1);

    public static BigFloat Pow(BigFloat x, BigFloat y) => Exp(y * Log(x));

    public static BigFloat SquareRoot(BigFloat x)
    {
        BigFloat root = Math.Sqrt(x.ToDouble());
        for (int i = 0; i < 4; i++)
            root = (root + x / root).Scale(-1);
        return root;
    }

    // sin(x + quarters pi / 2).
    private static BigFloat SinOfQuarters(BigFloat x, int quarters)
    {
        // n = round(x / (pi / 2)) from exact integers; x is a double, hence a multiple of 2^-1074.
        var digits = x.Scale(PiBits).Round();
        var halfPi = s_piFixed >> 1;
        var n = (new BigFloat(digits, -PiBits) / s_pi * 2).Round();
        if (x.Exponent > 200)
            n = digits / halfPi;
        var r = x.Exponent < -100 ? x : new BigFloat(digits - n * s_piFixed / 2, -PiBits);
        int quadrant = (int)((n + quarters) % 4 + 4) % 4;
        var result = (quadrant & 1) == 0 ? SinSeries(r, r, 2) : SinSeries(1, r, 1);
        return quadrant >= 2 ? -result : result;
    }

    // first - first r^2 / (k (k + 1)) + ...
    private static BigFloat SinSeries(BigFloat first, BigFloat r, int k)
    {
        var (square, term, sum) = (r * r, first, first);
        for (; !term.IsZero && term.Exponent > first.Exponent - 400; k += 2)
        {
            term = -term * square / (k * (k + 1));
            sum += term;
        }
        return sum;
    }

    private static BigFloat ExpSeries(BigFloat r) => 1 + r + r * r * ExpTail(r);

    // 1/2 + r/6 + r^2/24 + ...
    private static BigFloat ExpTail(BigFloat r)
    {
        BigFloat term = 0.5, sum = term;
        for (int k = 3; !term.IsZero && term.Exponent > -400; k++)
        {
            term = term * r / k;
            sum += term;
        }
        return sum;
    }

    private static BigFloat InverseTanhOfReciprocal(int d)
    {
        BigFloat power = BigFloat.One / d, sum = BigFloat.Zero;
        for (int k = 1; power.Exponent > -400; k += 2, power /= d * d)
            sum += power / k;
        return sum;
    }

    private static BigInteger InverseTangentOfReciprocal(int d)
    {
        var (power, sum) = ((BigInteger.One << PiBits) / d, BigInteger.Zero);
        for (int k = 1; !power.IsZero; k += 2, power /= -d * d)
            sum += power / k;
        return sum;
    }
}
