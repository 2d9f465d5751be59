namespace SimdGrad.Optim;

/// <summary>The rate times a factor for the first steps, then the rate itself, as PyTorch's <c>ConstantLR</c>.</summary>
/// <param name="steps">The number of steps with the factor.</param>
/// <param name="factor">The factor.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class ConstantSchedule(long steps = 5, double factor = 1.0 / 3) : Schedule
{
    private readonly long _steps = Positive(steps, nameof(steps));
    private readonly double _factor = NonNegative(factor, nameof(factor));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) => step < _steps ? initialRate * _factor : initialRate;
}
