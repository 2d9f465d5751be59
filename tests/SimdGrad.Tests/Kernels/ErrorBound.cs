using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>How far a value may be from the exact one. What is not named here owes 2 ULP, the library's promise.</summary>
internal static class ErrorBound
{
    /// <summary>
    /// What the double reference itself may err by, in ULP of double: 1 for a function of the BCL, half of one for each
    /// operation around it; the references in use have up to one function, in numerator and denominator, and three operations.
    /// It matters to double alone; of a float it is 1e-8 ULP.
    /// </summary>
    private const double Reference64 = 3.5;

    /// <summary>The bound for y = f(x) or y = f(a, b), in ULP of T.</summary>
    public static double InUlp<TOp, T>() where TOp : struct =>
        // One correctly rounded operation, or none; the reference, rounded in double, then is exact or the very same.
        typeof(TOp) == typeof(Identity) || typeof(TOp) == typeof(Relu) ? 0
        : typeof(TOp) == typeof(Add) || typeof(TOp) == typeof(Multiply) ? 0.5 + 1e-6
        : 2 + (typeof(T) == typeof(double) ? Reference64 : 0);

    /// <summary>The bound for the loss l(p, t), absolute, where its exact value is <paramref name="loss"/>.</summary>
    public static double OfLoss<TLoss, T>(double loss) where TLoss : struct
    {
        // Both terms are positive, so relative errors add up as they are: 2 ULP of log1p, 2 for the one ULP of its argument
        // (which may lie a binade above the result), 1 for 1 - t and the last addition. The reference takes its steps in like
        // number, with a log1p of a logarithm and a quotient: as much again.
        double ulps = typeof(TLoss) == typeof(BinaryCrossEntropyWithLogits) ? 5 : 2;
        return (typeof(T) == typeof(double) ? 2 * ulps : ulps) * Bits.Ulp<T>(loss);
    }
}
