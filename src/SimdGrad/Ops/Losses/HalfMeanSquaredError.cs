using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Half squared error: l = (p - t)^2 / 2; dl/dp = p - t.</summary>
public readonly struct HalfMeanSquaredError : ILoss
{
    /// <inheritdoc/>
    public double Reference(double prediction, double target) => (prediction - target) * (prediction - target) / 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V d = prediction - target;
        return (d * d * V.Of(0.5), d);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Half the mean squared error: w[i] (p[i] - t[i])^2 / 2, by default its mean, whose gradient is (p - t) / n.
        /// </summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions.
        /// </exception>
        public Tensor<T> HalfMeanSquaredError(
            ReadOnlySpan<T> targets, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean) =>
            predictions.Loss(default(HalfMeanSquaredError), targets, weights, reduction);
    }
}
