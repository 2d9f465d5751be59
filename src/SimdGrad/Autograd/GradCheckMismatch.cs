using System.Globalization;

namespace SimdGrad;

/// <summary>A derivative that is not what differences of the function say: the worst that a check found.</summary>
public sealed record GradCheckMismatch
{
    /// <summary>What is wrong.</summary>
    public required GradCheckFailure Failure { get; init; }

    /// <summary>The number of the input.</summary>
    public required int Input { get; init; }

    /// <summary>The shape of the input.</summary>
    public required Shape InputShape { get; init; }

    /// <summary>The index of the input's element, row-major.</summary>
    public required int Element { get; init; }

    /// <summary>The value of that element.</summary>
    public required double X { get; init; }

    /// <summary>The index of the output's element; null if it is a random combination of all.</summary>
    public int? Output { get; init; }

    /// <summary>The shape of the output.</summary>
    public required Shape OutputShape { get; init; }

    /// <summary>The derivative that the backward pass gives.</summary>
    public required double Analytic { get; init; }

    /// <summary>The derivative that differences give.</summary>
    public required double Numeric { get; init; }

    /// <summary>The slopes at the two sides, which differ at a kink.</summary>
    public required (double Left, double Right) Slopes { get; init; }

    /// <summary>The difference of the two derivatives, relative to the larger of them and 1.</summary>
    public required double Error { get; init; }

    /// <summary>By how much rounding alone may make the differences err, on the same scale.</summary>
    public required double Roundoff { get; init; }

    /// <summary>The largest error that passes.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The seed of the check; the same one gives the same result.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many derivatives fail.</summary>
    public required int Count { get; init; }

    /// <summary>How many derivatives were compared.</summary>
    public required int Total { get; init; }

    /// <summary>The whole finding, line by line.</summary>
    public override string ToString()
    {
        string what = Failure switch
        {
            GradCheckFailure.WrongGradient => "The gradient is wrong",
            GradCheckFailure.BeyondKink => "The gradient at a kink is not between the slopes of its two sides",
            GradCheckFailure.NotFinite => "The gradient, or the function beside the point, is not finite",
            _ => "The check is inconclusive, since rounding hides the derivative",
        };
        string slopes = Failure == GradCheckFailure.BeyondKink
            ? FormattableString.Invariant($"\n  slopes    {Slopes.Left:G6} on the left, {Slopes.Right:G6} on the right") : "";
        string roundoff = Failure == GradCheckFailure.Inconclusive
            ? FormattableString.Invariant($"\n  rounding  may make the differences err by {Roundoff:G2}") : "";
        string output = Output is { } index ? $"element {Position(index, OutputShape)}" : "a random combination of the elements";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Count} of {Total} derivatives fail. The worst:\n"
            + $"  of        {output} of the output {OutputShape}\n"
            + $"  by        element {Position(Element, InputShape)} of input {Input} {InputShape}, where x = {X:R}\n"
            + $"  analytic  {Analytic:R}\n"
            + $"  numeric   {Numeric:G12}{slopes}\n"
            + $"  error     {Error:G2}, tolerance {Tolerance:G2}{roundoff}\n"
            + $"  seed      {Seed}");
    }

    // Row-major: 5 of [2, 3] is [1, 2].
    private static string Position(int index, Shape shape)
    {
        var indices = new int[shape.Rank];
        for (int axis = shape.Rank - 1, rest = index; axis >= 0; rest /= shape[axis], axis--)
            indices[axis] = rest % shape[axis];
        return $"[{string.Join(", ", indices)}]";
    }
}
