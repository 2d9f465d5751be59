namespace SimdGrad.Optim;

/// <summary>The rate falls to 0: r (1 - min(t, steps) / steps)^power, as PyTorch's <c>PolynomialLR</c>.</summary>
/// <param name="steps">The number of steps to 0, at least 1.</param>
/// <param name="power">The power; 1 for an even fall.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class PolynomialSchedule(long steps = 5, double power = 1) : Schedule
{
    private readonly long _steps = Positive(steps, nameof(steps));
    private readonly double _power = NonNegative(power, nameof(power));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) =>
        initialRate * PortableMath.Pow(1 - (double)Math.Min(step, _steps) / _steps, _power);
}
