namespace SimdGrad.Optim;

/// <summary>
/// The rate times a factor that goes evenly from one number to another and then stays, as PyTorch's <c>LinearLR</c>: a
/// warm-up, if it rises to 1.
/// </summary>
/// <param name="steps">The number of steps that it takes, at least 1.</param>
/// <param name="startFactor">The factor at step 0.</param>
/// <param name="endFactor">The factor from <paramref name="steps"/> on.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class LinearSchedule(long steps = 5, double startFactor = 1.0 / 3, double endFactor = 1) : Schedule
{
    private readonly long _steps = Positive(steps, nameof(steps));
    private readonly double _startFactor = NonNegative(startFactor, nameof(startFactor));
    private readonly double _endFactor = NonNegative(endFactor, nameof(endFactor));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) =>
        initialRate * (_startFactor + (_endFactor - _startFactor) * Math.Min(step, _steps) / _steps);
}
