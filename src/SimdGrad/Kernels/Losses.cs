using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>Losses over spans: the value and the gradient in one pass over the data.</summary>
public static class Losses
{
    /// <summary>
    /// Returns sum_i w[i] * l(p[i], t[i]) and writes gradient[i] = scale * w[i] * dl/dp at (p[i], t[i]).
    /// </summary>
    /// <param name="predictions">The predictions p.</param>
    /// <param name="targets">The targets t.</param>
    /// <param name="scale">The factor of the gradient; 1 / n for the gradient of the mean.</param>
    /// <param name="gradient">
    /// Receives the gradient, in place if it is <paramref name="predictions"/>; not written if empty.
    /// </param>
    /// <param name="loss">The loss l; <c>default</c> if not given.</param>
    /// <param name="weights">The weights w; 1 everywhere if empty.</param>
    /// <param name="losses">Receives the terms of the sum; not written if empty.</param>
    /// <typeparam name="TLoss">The type of the loss.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">
    /// The lengths differ, spans overlap without being the same, or a prediction or target is outside the domain of the loss
    /// (the message names its index and value). Nothing is written.
    /// </exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Evaluate<TLoss, T>(
        ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, T scale, Span<T> gradient, TLoss loss = default,
        ReadOnlySpan<T> weights = default, Span<T> losses = default)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(predictions, targets);
        CheckResult(predictions, targets, weights, gradient);
        CheckResult(predictions, targets, weights, losses);
        if (!weights.IsEmpty)
            SpanGuard.SameLength<T, T>(predictions, weights);
        SpanGuard.Disjoint<T>(losses, gradient);
        CheckDomain<PredictionDomain<TLoss>, T>(predictions);
        CheckDomain<TargetDomain<TLoss>, T>(targets);
        return weights.IsEmpty && losses.IsEmpty
            ? Fold.Run<AddCombine, LossTerm<TLoss, T>, T>(
                new(loss, predictions, targets, scale, gradient), predictions.Length)
            : Fold.Run<AddCombine, WeightedLossTerm<TLoss, T>, T>(
                new(loss, predictions, targets, weights, scale, losses, gradient), predictions.Length);
    }

    private static void CheckResult<T>(
        ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, Span<T> result,
        [CallerArgumentExpression(nameof(result))] string name = "")
    {
        if (result.IsEmpty)
            return;
        SpanGuard.SameLength<T, T>(predictions, result, nameof(predictions), name);
        SpanGuard.SameOrDisjoint(predictions, result, nameof(predictions), name);
        SpanGuard.SameOrDisjoint(targets, result, nameof(targets), name);
        SpanGuard.SameOrDisjoint(weights, result, nameof(weights), name);
    }

    /// <summary>Throws if an element is outside the domain; the message names its index and value.</summary>
    internal static void CheckDomain<TDomain, T>(ReadOnlySpan<T> x, [CallerArgumentExpression(nameof(x))] string name = "")
        where TDomain : struct, IDomain
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TDomain.Name is null || InDomain.All<TDomain, T>(x))
            return;
        for (int i = 0; i < x.Length; i++)
            if (!InDomain.All<TDomain, T>(x.Slice(i, 1)))
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}[{i}] is {x[i]}; this loss is defined for {name} in {TDomain.Name}."),
                    name);
    }
}
