namespace SimdGrad.Optim;

/// <summary>
/// The rate follows half a wave of the cosine down and begins anew from the top, each time so many times as long, as PyTorch's
/// <c>CosineAnnealingWarmRestarts</c>. I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.
/// </summary>
/// <param name="firstPeriod">The number of steps of the first wave, at least 1.</param>
/// <param name="periodFactor">How many times as long each wave is as the one before, at least 1.</param>
/// <param name="minimum">The lowest rate.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class CosineRestartSchedule(long firstPeriod, int periodFactor = 1, double minimum = 0) : Schedule
{
    private readonly long _firstPeriod = Positive(firstPeriod, nameof(firstPeriod));
    private readonly long _periodFactor = Positive(periodFactor, nameof(periodFactor));
    private readonly double _minimum = NonNegative(minimum, nameof(minimum));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step)
    {
        long period = _firstPeriod;
        if (_periodFactor == 1)
            step %= period;
        while (step >= period)
        {
            step -= period;
            // A period that is no long any more ends after all steps there can be.
            period = period > long.MaxValue / _periodFactor ? long.MaxValue : period * _periodFactor;
        }
        return CosineSchedule.Anneal(initialRate, _minimum, (double)step / period);
    }
}
