namespace SimdGrad.Optim;

/// <summary>
/// Schedules at the same time: each changes the rate that the one before gives. Those that multiply may stand in any order, as in
/// PyTorch's <c>ChainedScheduler</c>.
/// </summary>
/// <param name="schedules">The schedules.</param>
public sealed class ChainedSchedule(params IReadOnlyList<Schedule> schedules) : Schedule
{
    private readonly Schedule[] _schedules = [.. schedules];

    /// <inheritdoc/>
    protected override double At(double initialRate, long step)
    {
        foreach (var schedule in _schedules)
            initialRate = schedule.Rate(initialRate, step);
        return initialRate;
    }
}
