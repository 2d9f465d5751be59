using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Hinge loss of a score p and a class t, -1 or 1: l = max(0, margin - t p); dl/dp = -t where that is positive, 0 elsewhere,
/// also at the kink; NaN if p is.
/// </summary>
public readonly struct Hinge : ILoss
{
    private readonly OneByDefault _margin;

    /// <summary>Sets the margin.</summary>
    /// <param name="margin">The score, on the right side, from which on there is no loss.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite.</exception>
    public Hinge(double margin)
    {
        if (!double.IsFinite(margin))
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "margin must be finite.");
        _margin = new(margin);
    }

    /// <inheritdoc/>
    public static string? TargetDomain => "{-1, 1}";

    /// <summary>The score, on the right side, from which on there is no loss; 1 unless given.</summary>
    public double Margin => _margin.Value;

    /// <inheritdoc/>
    public double Reference(double prediction, double target) => Math.Max(0, Margin - target * prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V d = V.Fnma(target, prediction, V.OfVariable(Margin));
        V gradient = V.Select(d > V.Zero, -target, V.Select(d <= V.Zero, V.Zero, d));
        return (V.Max(V.Zero, d), gradient);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsValidTarget<V>(V target) where V : struct, IVec<V> =>
        V.Select(V.Abs(target) >= V.One, V.Abs(target) <= V.One, V.Zero);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> scores) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Hinge loss max(0, margin - t p), by default its mean.</summary>
        /// <param name="targets">The classes t, -1 or 1, laid out as the scores p.</param>
        /// <param name="margin">The score, on the right side, from which on there is no loss.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite.</exception>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the scores, or a target is neither -1 nor 1; the message names index
        /// and value.
        /// </exception>
        public Tensor<T> Hinge(
            ReadOnlySpan<T> targets, double margin = 1, ReadOnlySpan<T> weights = default,
            Reduction reduction = Reduction.Mean) =>
            scores.Loss(new Hinge(margin), targets, weights, reduction);
    }
}
