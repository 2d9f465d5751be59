namespace SimdGrad.Optim;

/// <summary>The rate times gamma at each step: r gamma^t, as PyTorch's <c>ExponentialLR</c>.</summary>
/// <param name="gamma">The factor of a step.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is negative, infinite or NaN.</exception>
public sealed class ExponentialSchedule(double gamma) : Schedule
{
    private readonly double _gamma = NonNegative(gamma, nameof(gamma));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) => initialRate * PortableMath.Power(_gamma, step);
}
