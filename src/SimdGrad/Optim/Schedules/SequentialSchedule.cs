namespace SimdGrad.Optim;

/// <summary>
/// Schedules one after the other, as PyTorch's <c>SequentialLR</c>: each begins at its milestone, with step 0 and the initial
/// rate.
/// </summary>
public sealed class SequentialSchedule : Schedule
{
    private readonly Schedule[] _schedules;
    private readonly long[] _milestones;

    /// <summary>Makes a sequence.</summary>
    /// <param name="schedules">The schedules.</param>
    /// <param name="milestones">
    /// The steps at which the second schedule begins, the third and so on; rising, greater than 0.
    /// </param>
    /// <exception cref="ArgumentException">There is not one milestone between each two schedules, or they do not
    /// rise.</exception>
    public SequentialSchedule(IReadOnlyList<Schedule> schedules, IReadOnlyList<long> milestones)
    {
        _schedules = [.. schedules];
        _milestones = [.. milestones];
        if (_schedules.Length != _milestones.Length + 1)
            throw new ArgumentException(
                $"{_schedules.Length} schedules take {_schedules.Length - 1} milestones, not {_milestones.Length}.",
                nameof(milestones));
        for (int i = 0; i < _milestones.Length; i++)
            if (_milestones[i] <= (i == 0 ? 0 : _milestones[i - 1]))
                throw new ArgumentException(
                    $"milestones[{i}] is {_milestones[i]}; they must rise from above 0.", nameof(milestones));
    }

    /// <inheritdoc/>
    protected override double At(double initialRate, long step)
    {
        int current = _milestones.Count(milestone => milestone <= step);
        return _schedules[current].Rate(initialRate, current == 0 ? step : step - _milestones[current - 1]);
    }
}
