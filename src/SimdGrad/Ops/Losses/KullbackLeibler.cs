using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Kullback and Leibler's divergence of a target probability t from a prediction x, which is the logarithm of a probability:
/// l = t (log t - x), 0 where t is 0; dl/dx = -t.
/// </summary>
public readonly struct KullbackLeibler : ILoss
{
    /// <inheritdoc/>
    public static string? TargetDomain => "[0, infinity]";

    /// <inheritdoc/>
    public double Reference(double prediction, double target) =>
        target == 0 && !double.IsNaN(prediction) ? 0 : target * (Math.Log(target) - prediction);

    // The gradient is 0 - t, since -t would be -0 for t = 0.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V ifZero = V.Select(prediction <= V.Of(double.PositiveInfinity), V.Zero, prediction);
        V loss = V.Select(target > V.Zero, target * (VecMath.Log(target) - prediction), ifZero);
        return (loss, V.Zero - target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsValidTarget<V>(V target) where V : struct, IVec<V> => target >= V.Zero;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> logProbabilities) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Kullback and Leibler's divergence of targets t from predictions x, the logarithms of probabilities:
        /// t[i] (log t[i] - x[i]), by default its mean over all elements, as PyTorch's <c>KLDivLoss</c>. The divergence of
        /// distributions, one a row, is the sum divided by the number of rows, which PyTorch calls <c>batchmean</c>.
        /// </summary>
        /// <param name="targets">The target probabilities, or their logarithms, laid out as the predictions.</param>
        /// <param name="logTargets">Whether the targets are logarithms u of probabilities: then it is exp(u) (u - x).</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions, or a target probability is negative or NaN; the
        /// message names index and value.
        /// </exception>
        public Tensor<T> KullbackLeibler(
            ReadOnlySpan<T> targets, bool logTargets = false, ReadOnlySpan<T> weights = default,
            Reduction reduction = Reduction.Mean) => logTargets
            ? logProbabilities.Loss(default(KullbackLeiblerOfLogTargets), targets, weights, reduction)
            : logProbabilities.Loss(default(KullbackLeibler), targets, weights, reduction);
    }
}
