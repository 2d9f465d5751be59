using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Squared error: l = (p - t)^2; dl/dp = 2 (p - t).</summary>
public readonly struct MeanSquaredError : ILoss
{
    /// <inheritdoc/>
    public double Reference(double prediction, double target) => (prediction - target) * (prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V d = prediction - target;
        return (d * d, d + d);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mean squared error: w[i] (p[i] - t[i])^2, by default its mean, as PyTorch's <c>MSELoss</c>.</summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions.
        /// </exception>
        public Tensor<T> MeanSquaredError(
            ReadOnlySpan<T> targets, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean) =>
            predictions.Loss(default(MeanSquaredError), targets, weights, reduction);
    }
}
