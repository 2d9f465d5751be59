using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Cosine embedding loss of rows a and b: with k their cosine, l = 1 - k if they are to be alike, max(0, k - margin) if not;
/// dk/da = b / (|a| |b|) - k a / |a|^2.
/// </summary>
public readonly struct CosineEmbedding : IOperation
{
    private readonly double _margin;
    private readonly Reduction _reduction;

    internal CosineEmbedding(double margin, Reduction reduction)
    {
        _margin = margin;
        _reduction = reduction;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = context.InputShape(0);
        Evaluate(
            context.Input(0), context.Input(1), shape, context.HasInput(2) ? context.Input(2) : default,
            _reduction == Reduction.None ? context.Output : context.Scratch(shape[0]), context.Output, context.Saved);
    }

    /// <summary>Computes losses and gradients.</summary>
    internal void Evaluate<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, in Shape shape, ReadOnlySpan<T> targets, Span<T> losses, Span<T> y,
        Span<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rows = T.CreateTruncating(shape.Size(0));
        int length = gradients.Length / 2;
        RowLosses.CosineEmbedding(
            a, b, shape.Size(1), targets, T.CreateTruncating(_margin), TensorExtensions.MeanScale(rows, _reduction), losses,
            gradients[..length], gradients[length..]);
        TensorExtensions.ReduceRows<T>(losses, rows, _reduction, y);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = context.InputShape(0).FlattenedLength;
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
            var tape = a.Tape;
            CosineEmbedding operation = new(margin, reduction);
            var targetsOf = tape.SourceOf(targets, nameof(targets));
            var gradients = a.RequiresGradient || b.RequiresGradient
                ? tape.Allocate(checked(2 * shape.FlattenedLength))
                : default;
            var losses = tape.Allocate(shape[0]);
            var y = reduction == Reduction.None ? losses : tape.Allocate(1);
            operation.Evaluate(a.Values, b.Values, in shape, targets, losses.Span, y.Span, gradients.Span);
            return tape.Record(ShapeOfRowLosses(shape[0], reduction), y, gradients, a, b, targetsOf, operation);
        }
    }
}
