namespace SimdGrad;

/// <summary>Compares derivatives and keeps the worst: one not finite before one wrong before one in doubt.</summary>
internal sealed class GradCheckReport(GradCheckFunction function, double tolerance, ulong seed)
{
    private GradCheckMismatch? _worst;
    private int _count, _total;

    /// <summary>The worst derivative that fails; null if all pass.</summary>
    public GradCheckMismatch? Worst => _worst is null ? null : _worst with { Count = _count, Total = _total };

    /// <summary>Compares one derivative.</summary>
    public void Compare(int input, int element, int? output, double analytic, Slopes slopes)
    {
        _total++;
        double scale = Math.Max(1, Math.Max(Math.Abs(analytic), Math.Abs(slopes.Central)));
        double error = Math.Abs(analytic - slopes.Central) / scale, roundoff = slopes.Roundoff / scale;
        double low = Math.Min(slopes.Left, slopes.Right), high = Math.Max(slopes.Left, slopes.Right);
        if (slopes.IsKink && analytic >= low - tolerance * scale && analytic <= high + tolerance * scale)
            return;
        // Equal infinities give NaN too.
        var failure = !double.IsFinite(error) ? GradCheckFailure.NotFinite
            : roundoff > GradCheck.InconclusiveFactor * tolerance && error <= 4 * roundoff ? GradCheckFailure.Inconclusive
            : slopes.IsKink ? GradCheckFailure.BeyondKink
            : GradCheckFailure.WrongGradient;
        if (failure == GradCheckFailure.Inconclusive)
            error = Math.Max(error, roundoff);
        else if (error <= Math.Max(tolerance, roundoff))
            return;
        Add(input, element, output, analytic, slopes, failure, error, roundoff);
    }

    /// <summary>Notes a derivative that seems right by itself in a direction that is not.</summary>
    public void Doubt(int input, int element, double analytic, Slopes slopes) =>
        Add(input, element, null, analytic, slopes, GradCheckFailure.Inconclusive, 0, slopes.Roundoff);

    private void Add(
        int input, int element, int? output, double analytic, Slopes slopes, GradCheckFailure failure, double error,
        double roundoff)
    {
        _count++;
        if (_worst is not null && (Rank(failure), error).CompareTo((Rank(_worst.Failure), _worst.Error)) <= 0)
            return;
        _worst = new GradCheckMismatch
        {
            Failure = failure,
            Input = input,
            InputShape = function.ShapeOf(input),
            Element = element,
            X = function.Points[input][element],
            Output = output,
            OutputShape = function.OutputShape,
            Analytic = analytic,
            Numeric = slopes.Central,
            Slopes = (slopes.Left, slopes.Right),
            Error = error,
            Roundoff = roundoff,
            Tolerance = tolerance,
            Seed = seed,
            Count = 0,
            Total = 0,
        };
    }

    private static int Rank(GradCheckFailure failure) => failure switch
    {
        GradCheckFailure.NotFinite => 2,
        GradCheckFailure.Inconclusive => 0,
        _ => 1,
    };
}
