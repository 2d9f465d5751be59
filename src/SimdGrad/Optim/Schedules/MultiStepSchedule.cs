namespace SimdGrad.Optim;

/// <summary>The rate times gamma at each milestone, as PyTorch's <c>MultiStepLR</c>.</summary>
/// <param name="milestones">
/// The steps from which on the rate is changed, in any order; one that occurs twice changes it twice.
/// </param>
/// <param name="gamma">The factor of a change.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
public sealed class MultiStepSchedule(IReadOnlyList<long> milestones, double gamma = 0.1) : Schedule
{
    private readonly long[] _milestones = [.. milestones];
    private readonly double _gamma = NonNegative(gamma, nameof(gamma));

    /// <inheritdoc/>
    protected override double At(double initialRate, long step) =>
        initialRate * PortableMath.Power(_gamma, _milestones.Count(milestone => milestone <= step));
}
