using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Absolute error: l = |p - t|; dl/dp = sign(p - t), 0 at a tie, NaN if p or t is.</summary>
public readonly struct MeanAbsoluteError : ILoss
{
    /// <inheritdoc/>
    public double Reference(double prediction, double target) => Math.Abs(prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V d = prediction - target;
        return (V.Abs(d), Sign(d));
    }

    /// <summary>-1, 0 or 1; NaN if d is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sign<V>(V d) where V : struct, IVec<V> => V.Select(d > V.Zero, V.One, V.Select(d < V.Zero, -V.One, d));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mean absolute error: w[i] |p[i] - t[i]|, by default its mean, as PyTorch's <c>L1Loss</c>.</summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions.
        /// </exception>
        public Tensor<T> MeanAbsoluteError(
            ReadOnlySpan<T> targets, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean) =>
            predictions.Loss(default(MeanAbsoluteError), targets, weights, reduction);
    }
}
