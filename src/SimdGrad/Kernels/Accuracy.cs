namespace SimdGrad.Kernels;

/// <summary>
/// A promise of how far a result is from the exact one: <paramref name="MaxUlp"/> units in the last place (ULP) of the exact
/// result, or of <paramref name="Floor"/> where the exact result is smaller than that.
/// </summary>
/// <param name="MaxUlp">The largest error in ULP; 0.5 is correct rounding.</param>
/// <param name="Floor">
/// The magnitude below which the error is bounded absolutely, by that many ULP of this; 0 if it is relative everywhere.
/// </param>
public readonly record struct Accuracy(double MaxUlp, double Floor = 0)
{
    /// <summary>No promise.</summary>
    public static Accuracy Unstated => new(double.PositiveInfinity);

    /// <summary>No error at all.</summary>
    public static Accuracy Exact => new(0);

    /// <summary>The exact result, rounded once.</summary>
    public static Accuracy Rounded => new(0.5);
}
