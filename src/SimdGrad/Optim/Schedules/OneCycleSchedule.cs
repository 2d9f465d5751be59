namespace SimdGrad.Optim;

/// <summary>
/// The rate rises to the highest, which is the one given to <see cref="Schedule.Rate"/>, and falls far below where it began, as
/// PyTorch's <c>OneCycleLR</c>. L. Smith and N. Topin, "Super-convergence", 2018.
/// </summary>
/// <remarks>The momentum is not changed. After the last step the rate stays where it is.</remarks>
/// <param name="steps">The number of steps of the cycle, at least 2.</param>
/// <param name="risingPart">The part of the steps in which the rate rises, in (0, 1), or (0, 0.5) with three phases.</param>
/// <param name="linear">Whether the rate changes evenly instead of by half a wave of the cosine.</param>
/// <param name="startDivisor">The highest rate divided by the first.</param>
/// <param name="endDivisor">The first rate divided by the last.</param>
/// <param name="threePhases">Whether it falls to the first rate as it rose, and only then to the last.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class OneCycleSchedule(
    long steps, double risingPart = 0.3, bool linear = false, double startDivisor = 25, double endDivisor = 1e4,
    bool threePhases = false) : Schedule
{
    private readonly long _steps = steps > 1
        ? steps
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, "steps must be at least 2.");

    private readonly double _risingPart = risingPart > 0 && risingPart < (threePhases ? 0.5 : 1)
        ? risingPart
        : throw new ArgumentOutOfRangeException(
            nameof(risingPart), risingPart, "risingPart must be in (0, 1), or in (0, 0.5) with three phases.");

    private readonly double _startDivisor = Divisor(startDivisor, nameof(startDivisor));
    private readonly double _endDivisor = Divisor(endDivisor, nameof(endDivisor));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step)
    {
        double first = initialRate / _startDivisor, last = first / _endDivisor;
        // The ends of phases are no whole numbers, as PyTorch's are not.
        double position = Math.Min(step, _steps - 1), end = _steps - 1, top = _risingPart * _steps - 1;
        if (position <= top)
            return Anneal(first, initialRate, position / top);
        if (!threePhases)
            return Anneal(initialRate, last, (position - top) / (end - top));
        double down = 2 * _risingPart * _steps - 2;
        return position <= down
            ? Anneal(initialRate, first, (position - top) / (down - top))
            : Anneal(first, last, (position - down) / (end - down));
    }

    private double Anneal(double from, double to, double part) =>
        linear ? from + (to - from) * part : CosineSchedule.Anneal(from, to, part);

    private static double Divisor(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and greater than 0.");
}
