using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// The weights and targets that stand for positive weights of a binary cross-entropy, one after the other: constants. Its inputs
/// are the positive weights, the targets and, if there are some, the weights.
/// </summary>
internal readonly struct SplitPositiveWeights : IOperation
{
    /// <summary>Computes weights, and targets after them; on the tape of a replay, as nodes that it finds again.</summary>
    public static ReadOnlySpan<T> Record<T>(
        Tape<T> tape, ReadOnlySpan<T> positiveWeights, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (positiveOf, targetsOf, weightsOf) = (
            tape.SourceOf(positiveWeights, nameof(positiveWeights)), tape.SourceOf(targets, nameof(targets)),
            tape.SourceOf(weights, nameof(weights)));
        var split = tape.Allocate(checked(2 * targets.Length));
        Evaluate(positiveWeights, targets, weights, split.Span);
        // Without elements there is nothing to find.
        if (!targetsOf.IsDefault)
        {
            using var _ = tape.NoGrad();
            var both = tape.Record<SplitPositiveWeights>([2, targets.Length], split, default, positiveOf, targetsOf, weightsOf);
            both.Select(0, 0);
            both.Select(0, 1);
        }
        return split.Span;
    }

    public static bool CanReplay => true;

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Evaluate(context.Input(0), context.Input(1), context.HasInput(2) ? context.Input(2) : default, context.Output);

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Constants have no gradient.
    }

    private static void Evaluate<T>(
        ReadOnlySpan<T> positiveWeights, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, Span<T> split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < positiveWeights.Length; i++)
            if (!(positiveWeights[i] >= T.Zero && T.IsFinite(positiveWeights[i])))
                throw new ArgumentException(
                    FormattableString.Invariant($"positiveWeights[{i}] is {positiveWeights[i]}; it must be finite, 0 or more."),
                    nameof(positiveWeights));
        Losses.CheckDomain<TargetDomain<BinaryCrossEntropyWithLogits>, T>(targets);
        PositiveWeights.Split(positiveWeights, targets, weights, split[..targets.Length], split[targets.Length..]);
    }
}
