using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Negative log-likelihood: l = -w[c] x[c] for each row x of logarithms of probabilities and its class c; dl/dx is -w[c] at c, 0
/// elsewhere.
/// </summary>
public readonly struct NegativeLogLikelihood : IOperation
{
    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        default(LossOperation).Backward(in context);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> logProbabilities) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Negative log-likelihood -w[c] x[c] of the rows x with a class c each, by default the mean, as PyTorch's
        /// <c>NLLLoss</c>. From logits, <c>SoftmaxCrossEntropy</c> is faster and exact.
        /// </summary>
        /// <param name="classes">
        /// The index of the right class of each row of the logarithms of probabilities, which are [rows, classes].
        /// </param>
        /// <param name="classWeights">The weight w of each class; 1 for all if empty.</param>
        /// <param name="ignoreIndex">The class of rows that count nowhere; it may be none that exists.</param>
        /// <param name="reduction">
        /// The mean, which divides by the sum of the weights w[c] of the rows that are not ignored, the sum, or a tensor of the
        /// losses of the rows, 0 if ignored. If that sum of weights is 0, the mean is NaN and its gradients are 0.
        /// </param>
        /// <exception cref="ArgumentException">
        /// There are not two axes, there is not one class for each row, or not one weight for each class.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A class is negative or not less than the number of columns; the message names row and value.
        /// </exception>
        public Tensor<T> NegativeLogLikelihood(
            ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights = default,
            int ignoreIndex = RowLosses.DefaultIgnoreIndex, Reduction reduction = Reduction.Mean)
        {
            var shape = CheckClasses(logProbabilities.Shape, classes, classWeights, ignoreIndex, reduction);
            T weight = RowLosses.WeightOf(classes, classWeights, ignoreIndex);
            var gradient = logProbabilities.RequiresGradient ? logProbabilities.Tape.Allocate(shape.Length) : default;
            var losses = logProbabilities.Tape.Allocate(shape[0]);
            RowLosses.NegativeLogLikelihood(
                logProbabilities.Values, shape[1], classes, MeanScale(weight, reduction), losses.Span, gradient.Span,
                classWeights, ignoreIndex);
            return RecordRowLosses<NegativeLogLikelihood, T>(losses, gradient, weight, reduction, logProbabilities);
        }
    }
}
