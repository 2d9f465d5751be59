using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Softmax cross-entropy from class indices: l = log(sum_k exp(x[k])) - x[c] for each row x and its class c, computed from
/// x - max x; dl/dx[k] = softmax(x)[k] - (k == c ? 1 : 0).
/// </summary>
public readonly struct SoftmaxCrossEntropy : IOperation
{
    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        default(LossOperation).Backward(in context);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> logits) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Mean softmax cross-entropy over the rows, a scalar, as PyTorch's <c>CrossEntropyLoss</c>; value and gradient are
        /// computed in one pass.
        /// </summary>
        /// <param name="classes">The index of the right class of each row of the logits, which are [rows, classes].</param>
        /// <exception cref="ArgumentException">The logits have not two axes, or there is not one class for each row.</exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A class is negative or not less than the number of columns; the message names row and value.
        /// </exception>
        public Tensor<T> SoftmaxCrossEntropy(ReadOnlySpan<int> classes)
        {
            var shape = logits.Shape;
            if (shape.Rank != 2 || shape[1] == 0 || classes.Length != shape[0])
                throw new ArgumentException(
                    $"classes has {classes.Length} elements and the logits have shape {shape}; "
                    + "it takes one class for each row of [rows, classes].", nameof(classes));
            var gradient = logits.RequiresGradient ? logits.Tape.Allocate(shape.Length) : default;
            var losses = logits.Tape.Allocate(shape[0]);
            T rows = T.CreateTruncating(shape[0]);
            Rows.SoftmaxCrossEntropy(logits.Values, shape[1], classes, T.One / rows, losses.Span, gradient.Span);
            T mean = Reduce.Sum<T>(losses.Span) / rows;
            var y = logits.Tape.Allocate(1);
            y.Span[0] = mean;
            return logits.Tape.Record<SoftmaxCrossEntropy>([], y, gradient, logits);
        }
    }
}
