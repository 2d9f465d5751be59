namespace SimdGrad.Bench;

/// <summary>The largest error of a function in one element type, and where it is.</summary>
/// <param name="Function">The name.</param>
/// <param name="Type">float or double.</param>
/// <param name="Inputs">How many arguments were tried.</param>
/// <param name="Ulp">The largest error in ULP.</param>
/// <param name="Bound">The bound that the function states.</param>
/// <param name="At">The argument with the largest error.</param>
/// <param name="Got">The result there.</param>
/// <param name="Expected">The result that was expected there.</param>
internal sealed record AccuracyRow(
    string Function, string Type, long Inputs, double Ulp, double Bound, string At, string Got, string Expected)
{
    /// <summary>Whether the function was measured and keeps its bound.</summary>
    public bool IsWithin => Inputs > 0 && Ulp <= Bound;
}
