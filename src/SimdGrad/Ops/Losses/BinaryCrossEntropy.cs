using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Binary cross-entropy of a probability p and a target probability t: l = -t log p - (1 - t) log(1 - p), each logarithm at
/// least -100; dl/dp = (p - t) / max(p (1 - p), 1e-12). Prefer <see cref="BinaryCrossEntropyWithLogits"/>, which is exact.
/// </summary>
/// <remarks>The limits are PyTorch's: without them the loss of p = 0 or 1 and its gradient would be infinite.</remarks>
public readonly struct BinaryCrossEntropy : ILoss
{
    private const double MinLog = -100;
    private const double MinDenominator = 1e-12;

    /// <inheritdoc/>
    public static string? PredictionDomain => "[0, 1]";

    /// <inheritdoc/>
    public static string? TargetDomain => "[0, 1]";

    /// <inheritdoc/>
    public double Reference(double prediction, double target)
    {
        // log(1 - p) by Kahan's correction, since the BCL has no log1p.
        double u = 1 - prediction;
        double log1P = u == 1 ? -prediction : u == 0 ? MinLog : Math.Log(u) * -prediction / (u - 1);
        return -target * Math.Max(Math.Log(prediction), MinLog) - (1 - target) * Math.Max(log1P, MinLog);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V min = V.Of(MinLog), rest = V.One - prediction;
        V loss = V.Fma(
            target, -V.Max(min, VecMath.Log(prediction)), (V.One - target) * -V.Max(min, VecMath.Log1p(-prediction)));
        return (loss, (prediction - target) / V.Max(V.Of(MinDenominator), prediction * rest));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsValidPrediction<V>(V prediction) where V : struct, IVec<V> =>
        BinaryCrossEntropyWithLogits.IsValidTarget(prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsValidTarget<V>(V target) where V : struct, IVec<V> =>
        BinaryCrossEntropyWithLogits.IsValidTarget(target);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> probabilities) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Binary cross-entropy of probabilities, by default its mean, as PyTorch's <c>BCELoss</c>: logarithms are at least -100,
        /// and the gradient divides by at least 1e-12. <c>BinaryCrossEntropyWithLogits</c> is faster and exact.
        /// </summary>
        /// <param name="targets">The targets in [0, 1], laid out as the predictions.</param>
        /// <param name="weights">The factor of each element's loss, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions, or a prediction or target is outside [0, 1], NaN
        /// included; the message names index and value.
        /// </exception>
        public Tensor<T> BinaryCrossEntropy(
            ReadOnlySpan<T> targets, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean) =>
            probabilities.Loss(default(BinaryCrossEntropy), targets, weights, reduction);
    }
}
