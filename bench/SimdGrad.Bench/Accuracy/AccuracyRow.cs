namespace SimdGrad.Bench;

/// <summary>The largest error of a function in one element type, and where it is.</summary>
/// <param name="Function">The name.</param>
/// <param name="Kind">What of it: <c>function</c>, <c>value</c> or <c>derivative</c>.</param>
/// <param name="Type">float or double.</param>
/// <param name="Inputs">How many arguments were tried.</param>
/// <param name="Ulp">The largest error in ULP.</param>
/// <param name="Bound">The bound that the function states, in ULP.</param>
/// <param name="BoundText">The same with where it is absolute.</param>
/// <param name="At">The argument with the largest error.</param>
/// <param name="Got">The result there.</param>
/// <param name="Expected">The result that was expected there.</param>
/// <param name="Date">When it was measured.</param>
internal sealed record AccuracyRow(
    string Function, string Kind, string Type, long Inputs, double Ulp, double Bound, string BoundText, string At, string Got,
    string Expected, DateOnly Date)
{
    /// <summary>
    /// Whether the function was measured and keeps its bound; of one rounding, half an ULP and what the double beside it errs by.
    /// </summary>
    public bool IsWithin => Inputs > 0 && Ulp <= (Bound == 0 ? 0 : Bound + 1e-6);

    /// <summary>Whether all floats were tried.</summary>
    public bool IsComplete => Inputs == 1L << 32;
}
