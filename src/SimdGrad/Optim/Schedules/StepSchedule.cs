namespace SimdGrad.Optim;

/// <summary>The rate times gamma after every so many steps: r gamma^floor(t / every), as PyTorch's <c>StepLR</c>.</summary>
/// <param name="every">The number of steps between changes, at least 1.</param>
/// <param name="gamma">The factor of a change.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class StepSchedule(long every, double gamma = 0.1) : Schedule
{
    private readonly long _every = Positive(every, nameof(every));
    private readonly double _gamma = NonNegative(gamma, nameof(gamma));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) => initialRate * PortableMath.Power(_gamma, step / _every);
}
