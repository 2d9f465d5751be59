namespace SimdGrad;

/// <summary>Functions in double that the references need and .NET lacks, to a few ULP; made to be clear, not fast.</summary>
internal static class ReferenceMath
{
    /// <summary>e^x - 1 (W. Kahan's formula for small x).</summary>
    public static double Expm1(double x)
    {
        double e = Math.Exp(x);
        return Math.Abs(x) > 1 ? e - 1 : e == 1 ? x : (e - 1) * (x / Math.Log(e));
    }

    /// <summary>log(1 + x) (W. Kahan's formula for small x).</summary>
    public static double Log1p(double x)
    {
        double sum = 1 + x;
        return x > 1 ? Math.Log(sum) : sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>x e^z for z &lt;= 0, exact also where e^z alone is less than the smallest double.</summary>
    public static double TimesExp(double x, double z)
    {
        double root = Math.Exp(z / 2);
        return Math.Max(x, -2000) * root * root;
    }

    /// <summary>The error function.</summary>
    public static double Erf(double x)
    {
        double size = Math.Abs(x);
        double y = size < 1
            ? Center(size, 2 * x * x, 2 / Math.Sqrt(Math.PI), ExpOfSquare(x, 1))
            : 1 - 2 * Tail(size * Math.Sqrt(2));
        return double.IsNaN(x) ? x : Math.CopySign(y, x);
    }

    /// <summary>The distribution function of the standard normal distribution.</summary>
    public static double NormalCdf(double x)
    {
        double size = Math.Abs(x);
        double tail = size < 1 ? 0.5 - Center(size, x * x, 1 / Math.Sqrt(2 * Math.PI), ExpOfSquare(x, 0.5)) : Tail(size);
        return x < 0 ? tail : 1 - tail;
    }

    // factor e (a + a s / 3 + a s^2 / (3 * 5) + ...).
    private static double Center(double a, double s, double factor, double e)
    {
        double sum = 0;
        for (double term = a, n = 1; term > sum * 1e-18; n += 2, term *= s / n)
            sum += term;
        return factor * e * sum;
    }

    // phi(a) / (a + 1 / (a + 2 / (a + ...))), for a from 1 on.
    private static double Tail(double a)
    {
        if (!(a < 40))
            return double.IsNaN(a) ? a : 0;
        double fraction = a;
        for (int n = 30 + (int)(400 / (a * a)); n > 0; n--)
            fraction = a + n / fraction;
        return ExpOfSquare(a, 0.5) / Math.Sqrt(2 * Math.PI) / fraction;
    }

    // e^(-factor x^2) for a power of two, with what the rounding of the square leaves out.
    private static double ExpOfSquare(double x, double factor)
    {
        double square = x * x;
        return Math.Exp(-factor * square) * (1 - factor * Math.FusedMultiplyAdd(x, x, -square));
    }
}
