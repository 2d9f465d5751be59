using System.Numerics;

namespace SimdGrad.Kernels;

/// <summary>Losses over spans: the value and the gradient in one pass over the data.</summary>
public static class Losses
{
    /// <summary>
    /// Returns sum_i l(p[i], t[i]) and writes gradient[i] = scale * dl/dp at (p[i], t[i]).
    /// </summary>
    /// <param name="predictions">The predictions p.</param>
    /// <param name="targets">The targets t.</param>
    /// <param name="scale">The factor of the gradient; 1 / n for the gradient of the mean.</param>
    /// <param name="gradient">
    /// Receives the gradient, in place if it is <paramref name="predictions"/>; not written if empty.
    /// </param>
    /// <typeparam name="TLoss">The loss l.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">
    /// The lengths differ, spans overlap without being the same, or a target is outside the domain of the loss (the message
    /// names its index and value). Nothing is written.
    /// </exception>
    public static T Evaluate<TLoss, T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, T scale, Span<T> gradient)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(predictions, targets);
        if (!gradient.IsEmpty)
        {
            SpanGuard.SameLength<T, T>(predictions, gradient);
            SpanGuard.SameOrDisjoint(predictions, gradient);
            SpanGuard.SameOrDisjoint(targets, gradient);
        }
        CheckTargets<TLoss, T>(targets);
        return Fold.Run<AddCombine, LossTerm<TLoss, T>, T>(new(predictions, targets, scale, gradient), predictions.Length);
    }

    private static void CheckTargets<TLoss, T>(ReadOnlySpan<T> targets)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TLoss.TargetDomain is null || Invalid(targets) == T.Zero)
            return;
        for (int i = 0; i < targets.Length; i++)
            if (Invalid(targets.Slice(i, 1)) != T.Zero)
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"targets[{i}] is {targets[i]}; this loss is defined for targets in {TLoss.TargetDomain}."),
                    nameof(targets));

        static T Invalid(ReadOnlySpan<T> t) => Fold.Run<AddCombine, InvalidTargetTerm<TLoss, T>, T>(new(t), t.Length);
    }
}
