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
    public static double OfLoss<TLoss, T>(double prediction, double target, double loss) where TLoss : struct
    {
        // Both terms are positive, so relative errors add up as they are: 2 ULP of log1p, 2 for the one ULP of its argument
        // (which may lie a binade above the result), 1 for 1 - t and the last addition. The reference takes its steps in like
        // number, with a log1p of a logarithm and a quotient: as much again.
        double ulps = typeof(TLoss) == typeof(BinaryCrossEntropyWithLogits) ? 5 : 2;
        // Likewise, but log1p takes 1 - p, exact or not, as it is, and the products of both terms are rounded too. Three
        // roundings of half an ULP in the squares and quotients; they may lie a binade above the result.
        if (typeof(TLoss) == typeof(BinaryCrossEntropy) || typeof(TLoss) == typeof(SmoothL1) || typeof(TLoss) == typeof(Huber))
            ulps = 4;
        // Differences, of which the larger operand tells the error. The logarithm errs by 1 ULP, the exponential too; it may
        // be denormal.
        double size = loss, denormal = 0;
        if (typeof(TLoss) == typeof(Hinge))
            size = Math.Max(1, Math.Abs(prediction));
        else if (typeof(TLoss) == typeof(KullbackLeibler))
            size = target == 0 ? 0 : target * Math.Max(Math.Abs(Math.Log(target)), Math.Abs(prediction));
        else if (typeof(TLoss) == typeof(KullbackLeiblerOfLogTargets))
        {
            size = Math.Exp(target) * Math.Max(Math.Abs(target), Math.Abs(prediction));
            denormal = Bits.Ulp<T>(0) * Math.Abs(target - prediction);
        }
        if (!double.IsFinite(size))
            (size, denormal) = (loss, 0);
        return (typeof(T) == typeof(double) ? 2 * ulps : ulps) * Math.Max(Bits.Ulp<T>(loss), Bits.Ulp<T>(size)) + denormal;
    }
}
