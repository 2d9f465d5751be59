using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Huber's loss: with d = p - t, l = d^2 / 2 where |d| &lt;= delta, delta (|d| - delta / 2) beyond; dl/dp = d, at most delta in
/// size (P. J. Huber, "Robust Estimation of a Location Parameter", 1964).
/// </summary>
public readonly struct Huber : ILoss
{
    private readonly OneByDefault _delta;

    /// <summary>Sets where the loss turns from a parabola into lines.</summary>
    /// <param name="delta">The error there.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not positive and finite.</exception>
    public Huber(double delta)
    {
        if (!(delta > 0 && double.IsFinite(delta)))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "delta must be positive and finite.");
        _delta = new(delta);
    }

    /// <summary>The error at which the loss turns from a parabola into lines; 1 unless given.</summary>
    public double Delta => _delta.Value;

    /// <inheritdoc/>
    public double Reference(double prediction, double target)
    {
        double d = Math.Abs(prediction - target);
        return d <= Delta ? d * d / 2 : Delta * (d - Delta / 2);
    }

    // With c = d limited to delta, both branches are c (d - c / 2).
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V delta = V.OfVariable(Delta), d = prediction - target;
        V c = V.Max(-delta, V.Min(delta, d));
        return (c * V.Fma(c, V.Of(-0.5), d), c);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Huber's loss, by default its mean, as PyTorch's <c>HuberLoss</c>: with d = p - t, d^2 / 2 where |d| &lt;= delta and
        /// delta (|d| - delta / 2) beyond.
        /// </summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <param name="delta">The error at which the loss turns from a parabola into lines.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not positive and finite.</exception>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions.
        /// </exception>
        public Tensor<T> Huber(
            ReadOnlySpan<T> targets, double delta = 1, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean) =>
            predictions.Loss(new Huber(delta), targets, weights, reduction);
    }
}
