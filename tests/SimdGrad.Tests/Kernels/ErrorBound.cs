using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>How far a value may be from what the reference gives.</summary>
internal static class ErrorBound
{
    /// <summary>
    /// What the double reference itself may err by, in ULP of double: 1 for a function of the BCL, half of one for each
    /// operation around it; the references in use have up to one function, in numerator and denominator, and three operations.
    /// It matters to double alone; of a float it is 1e-8 ULP.
    /// </summary>
    private const double Reference64 = 3.5;

    /// <summary>The bound for a function of one or two operands, in ULP of T.</summary>
    public static double InUlp<T>(Accuracy accuracy) =>
        // Of one correctly rounded operation, or none, the reference, rounded in double, is exact or the very same.
        accuracy.MaxUlp == 0 ? 0
        : accuracy == Accuracy.Rounded || typeof(T) == typeof(float) ? accuracy.MaxUlp + 1e-6
        : accuracy.MaxUlp + Reference64;

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
