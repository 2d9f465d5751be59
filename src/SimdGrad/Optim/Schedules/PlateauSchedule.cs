namespace SimdGrad.Optim;

/// <summary>
/// Reduces the learning rate when a measure, such as the validation loss, has not improved for some epochs, as PyTorch's
/// <c>ReduceLROnPlateau</c>: <c>optimizer.LearningRate = plateau.Next(validationLoss)</c>. The one schedule with
/// <see cref="State"/>, which a checkpoint saves.
/// </summary>
public sealed class PlateauSchedule
{
    private readonly double _factor, _threshold, _minimum, _epsilon;
    private readonly int _patience, _cooldown;
    private readonly bool _relative, _maximize;

    /// <summary>Makes a schedule.</summary>
    /// <param name="initialRate">The first learning rate.</param>
    /// <param name="factor">The factor of a reduction, in (0, 1).</param>
    /// <param name="patience">The number of epochs without improvement that are let pass.</param>
    /// <param name="threshold">By how much a measure has to be better than the best to be an improvement.</param>
    /// <param name="relative">Whether the threshold is a share of the best measure.</param>
    /// <param name="cooldown">The number of epochs after a reduction in which nothing counts.</param>
    /// <param name="minimum">The lowest rate.</param>
    /// <param name="epsilon">A reduction by no more than this is left out.</param>
    /// <param name="maximize">Whether a larger measure is a better one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public PlateauSchedule(
        double initialRate, double factor = 0.1, int patience = 10, double threshold = 1e-4, bool relative = true,
        int cooldown = 0, double minimum = 0, double epsilon = 1e-8, bool maximize = false)
    {
        if (!(factor > 0 && factor < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "factor must be in (0, 1).");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _factor = factor;
        _patience = patience;
        _threshold = NonNegative(threshold, nameof(threshold));
        _relative = relative;
        _cooldown = cooldown;
        _minimum = NonNegative(minimum, nameof(minimum));
        _epsilon = NonNegative(epsilon, nameof(epsilon));
        _maximize = maximize;
        State = new(
            NonNegative(initialRate, nameof(initialRate)), maximize ? double.NegativeInfinity : double.PositiveInfinity, 0, 0);
    }

    /// <summary>What is remembered between epochs; set it to continue a run.</summary>
    public PlateauState State { get; set; }

    /// <summary>The learning rate after one more epoch.</summary>
    /// <param name="measure">The measure of that epoch; NaN is no improvement.</param>
    public double Next(double measure)
    {
        var (rate, best, badEpochs, cooldown) = State;
        if (IsBetter(measure, best))
            (best, badEpochs) = (measure, 0);
        else
            badEpochs++;
        if (cooldown > 0)
        {
            cooldown--;
            badEpochs = 0;
        }
        if (badEpochs > _patience)
        {
            double reduced = Math.Max(rate * _factor, _minimum);
            if (rate - reduced > _epsilon)
                rate = reduced;
            (cooldown, badEpochs) = (_cooldown, 0);
        }
        State = new(rate, best, badEpochs, cooldown);
        return rate;
    }

    private bool IsBetter(double measure, double best)
    {
        double margin = _relative ? _threshold * best : _threshold;
        if (double.IsInfinity(best))
            return _maximize ? measure > best : measure < best;
        return _maximize ? measure > best + margin : measure < best - margin;
    }

    private static double NonNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and not negative.");
}
