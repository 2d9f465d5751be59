namespace SimdGrad.Optim;

/// <summary>
/// Parameters that an optimizer treats differently:
/// <c>new ParameterGroup(name => name.EndsWith(".bias")) { WeightDecay = 0 }</c>.
/// </summary>
/// <param name="contains">Whether the parameter of a name is in the group.</param>
public sealed class ParameterGroup(Predicate<string> contains)
{
    /// <summary>Whether the parameter of a name is in the group.</summary>
    public Predicate<string> Contains { get; } = contains ?? throw new ArgumentNullException(nameof(contains));

    /// <summary>
    /// The factor of the optimizer's learning rate, so that a schedule governs the group too; 0 keeps its parameters as they are.
    /// </summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>Replaces the optimizer's weight decay, if given.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Replaces the optimizer's factor of the L1 penalty, if given.</summary>
    public double? L1Penalty { get; init; }
}
