using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Cosine embedding loss of rows a and b: with k their cosine, l = 1 - k if they are to be alike, max(0, k - margin) if not;
/// dk/da = b / (|a| |b|) - k a / |a|^2.
/// </summary>
public readonly struct CosineEmbedding : IOperation
{
    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = context.InputShape(0).Length;
        for (int input = 0; input < 2; input++)
            if (context.NeedsGradient(input))
                ScaleRows.Run(
                    context.OutputGradient, context.Saved.Slice(input * length, length),
                    context.InputGradient(input, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Cosine embedding loss of pairs of rows, by default the mean, as PyTorch's <c>CosineEmbeddingLoss</c>: with k the
        /// cosine of a pair, 1 - k if its target is 1, max(0, k - margin) if it is -1.
        /// </summary>
        /// <param name="b">The other rows, of the shape [rows, columns] of this.</param>
        /// <param name="targets">For each pair of rows 1 if they are to be alike, -1 if not.</param>
        /// <param name="margin">The cosine up to which rows that are not to be alike have no loss.</param>
        /// <param name="reduction">The mean over the pairs, the sum, or a tensor of the losses of the pairs.</param>
        /// <exception cref="ArgumentException">
        /// The shapes differ or have not two axes, there is not one target for each row, or one is neither 1 nor -1 (the message
        /// names row and value); or the tapes differ.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// <paramref name="margin"/> is not finite, or <paramref name="reduction"/> is not a defined value.
        /// </exception>
        public Tensor<T> CosineEmbedding(
            Tensor<T> b, ReadOnlySpan<T> targets, double margin = 0, Reduction reduction = Reduction.Mean)
        {
            CheckReduction(reduction);
            var shape = a.Shape;
            if (shape.Rank != 2 || shape[1] == 0 || b.Shape != shape)
                throw new ArgumentException(
                    $"a has shape {shape} and b {b.Shape}; the cosines are of rows of equal shapes [rows, columns].", nameof(b));
            if (targets.Length != shape[0])
                throw new ArgumentException(
                    $"targets has {targets.Length} elements; the rows have shape {shape}.", nameof(targets));
            bool needs = a.RequiresGradient || b.RequiresGradient;
            var gradients = needs ? a.Tape.Allocate(checked(2 * shape.Length)) : default;
            var losses = a.Tape.Allocate(shape[0]);
            T rows = T.CreateTruncating(shape[0]);
            RowLosses.CosineEmbedding(
                a.Values, b.Values, shape[1], targets, T.CreateTruncating(margin), MeanScale(rows, reduction), losses.Span,
                needs ? gradients.Span[..shape.Length] : default, needs ? gradients.Span[shape.Length..] : default);
            return RecordRowLosses<CosineEmbedding, T>(losses, gradients, rows, reduction, a, b);
        }
    }
}
