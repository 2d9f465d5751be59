using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Smooth absolute error: with d = p - t, l = d^2 / (2 beta) where |d| &lt; beta, |d| - beta / 2 beyond; dl/dp = d / beta, or
/// sign(d). With beta = 0 it is the absolute error. (R. Girshick, "Fast R-CNN", 2015.)
/// </summary>
public readonly struct SmoothL1 : ILoss
{
    private readonly OneByDefault _beta;

    /// <summary>Sets where the loss turns from a parabola into lines.</summary>
    /// <param name="beta">The error there.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is negative or not finite.</exception>
    public SmoothL1(double beta)
    {
        if (!(beta >= 0 && double.IsFinite(beta)))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "beta must be at least 0 and finite.");
        _beta = new(beta);
    }

    /// <summary>The error at which the loss turns from a parabola into lines; 1 unless given.</summary>
    public double Beta => _beta.Value;

    /// <inheritdoc/>
    public double Reference(double prediction, double target)
    {
        double d = Math.Abs(prediction - target);
        return d < Beta ? d * d / (2 * Beta) : d - Beta / 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V beta = V.OfVariable(Beta), half = V.Of(0.5), d = prediction - target, size = V.Abs(d);
        V isSmall = size < beta, share = d / beta;
        V loss = V.Select(isSmall, half * d * share, V.Fma(beta, -half, size));
        return (loss, V.Select(isSmall, share, MeanAbsoluteError.Sign(d)));
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Smooth absolute error, by default its mean, as PyTorch's <c>SmoothL1Loss</c>: with d = p - t, d^2 / (2 beta) where
        /// |d| &lt; beta and |d| - beta / 2 beyond.
        /// </summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <param name="beta">The error at which the loss turns from a parabola into lines; with 0 it is |d|.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is negative or not finite.</exception>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions.
        /// </exception>
        public Tensor<T> SmoothL1(
            ReadOnlySpan<T> targets, double beta = 1, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean) =>
            predictions.Loss(new SmoothL1(beta), targets, weights, reduction);
    }
}
