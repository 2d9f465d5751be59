namespace SimdGrad.Optim;

/// <summary>
/// A learning rate as a function of the number of steps or epochs done: <c>optimizer.LearningRate = schedule.Rate(0.1,
/// epoch)</c>. A schedule has no state, so a run continues at any step, and one schedule serves any number of runs.
/// </summary>
/// <remarks>Rates are those of PyTorch's schedulers, with the same bits on every platform.</remarks>
public abstract class Schedule
{
    /// <summary>The learning rate.</summary>
    /// <param name="initialRate">The rate before the schedule changes it; for <see cref="OneCycleSchedule"/> the highest.</param>
    /// <param name="step">The number of steps, or of epochs, done so far; 0 at first.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="initialRate"/> is negative, infinite or NaN, or <paramref name="step"/> is negative.
    /// </exception>
    public double Rate(double initialRate, long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return At(NonNegative(initialRate, nameof(initialRate)), step);
    }

    /// <summary>The learning rate, for arguments that are in their ranges.</summary>
    /// <param name="initialRate">The rate before the schedule changes it.</param>
    /// <param name="step">The number of steps done so far.</param>
    protected abstract double At(double initialRate, long step);

    private protected static double NonNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and not negative.");

    private protected static long Positive(long value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
