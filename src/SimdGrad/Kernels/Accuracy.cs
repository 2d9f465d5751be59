namespace SimdGrad.Kernels;

/// <summary>
/// A promise of how far a result is from the exact one, parameters of the function counting as rounded to the element type:
/// <paramref name="MaxUlp"/> units in the last place (ULP) of the exact result; for x between <paramref name="From"/> and
/// <paramref name="To"/>, where the function has a zero at which its terms cancel, of <paramref name="Floor"/> if that is larger.
/// </summary>
/// <param name="MaxUlp">The largest error in ULP; 0.5 is correct rounding.</param>
/// <param name="Floor">The size of the terms that cancel; 0 if the error is relative everywhere.</param>
/// <param name="From">Where the bound begins to be absolute.</param>
/// <param name="To">Where it is relative again.</param>
public readonly record struct Accuracy(
    double MaxUlp, double Floor = 0, double From = double.NegativeInfinity, double To = double.PositiveInfinity)
{
    /// <summary>No promise.</summary>
    public static Accuracy Unstated => new(double.PositiveInfinity);

    /// <summary>No error at all.</summary>
    public static Accuracy Exact => new(0);

    /// <summary>The exact result, rounded once.</summary>
    public static Accuracy Rounded => new(0.5);

    /// <summary>The magnitude of which the ULPs count at x if the result is smaller.</summary>
    public double FloorAt(double x) => x >= From && x <= To ? Floor : 0;

    /// <summary>The bound in words, such as <c>6; of 0.25 in [-1, -0.5]</c>.</summary>
    public override string ToString() => Floor == 0
        ? FormattableString.Invariant($"{MaxUlp}")
        : FormattableString.Invariant($"{MaxUlp}; of {Floor} in [{From}, {To}]");
}
