namespace SimdGrad.Optim;

/// <summary>
/// The rate follows half a wave of the cosine down, then up again, and so on: m + (r - m) (1 + cos(pi t / steps)) / 2, as
/// PyTorch's
/// <c>CosineAnnealingLR</c>. I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.
/// </summary>
/// <param name="steps">The number of steps to the lowest rate, at least 1.</param>
/// <param name="minimum">The lowest rate m.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class CosineSchedule(long steps, double minimum = 0) : Schedule
{
    private readonly long _steps = Positive(steps, nameof(steps));
    private readonly double _minimum = NonNegative(minimum, nameof(minimum));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) => Anneal(initialRate, _minimum, (double)step / _steps);

    /// <summary>From one number to another by half a wave of the cosine.</summary>
    /// <param name="start">The number at 0.</param>
    /// <param name="end">The number at 1.</param>
    /// <param name="part">The part of the way.</param>
    internal static double Anneal(double start, double end, double part) =>
        end + (start - end) * (1 + PortableMath.Cos(Math.PI * part)) / 2;
}
