using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Scaled dot-product attention: y = p v with the weights p = softmax(scale q k^T), which are kept. With dp = dy v^T and
/// ds = scale p (dp - sum p dp) along the last axis: dq = ds k, dk = ds^T q, dv = p^T dy.
/// </summary>
/// <remarks>A. Vaswani et al., "Attention is all you need", 2017.</remarks>
public readonly struct Attention : IOperation
{
    private readonly double _scale;
    private readonly bool _isCausal;

    internal Attention(bool isCausal, double scale)
    {
        _isCausal = isCausal;
        _scale = scale;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <summary>Records attention without a mask of one's own.</summary>
    internal static Tensor<T> Record<T>(Tensor<T> query, Tensor<T> key, Tensor<T> value, bool isCausal, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape left = query.Shape, right = key.Shape, last = value.Shape;
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        left.AsSpan().CopyTo(sizes);
        sizes[left.Rank - 1] = last[^1];
        Shape shape = new(sizes[..left.Rank]);
        var weights = query.Tape.Allocate(new Shape(Count(left), left[^2], right[^2]).FlattenedLength);
        var y = query.Tape.Allocate(shape.FlattenedLength);
        Attention operation = new(isCausal, scale);
        operation.Evaluate(
            Matrices(query.Values, left), Matrices(key.Values, right), Matrices(value.Values, last), weights.Span, y.Span);
        return query.Tape.Record(shape, y, weights, query, key, value, operation);
    }

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Evaluate(
        Matrices(context.Input(0), context.InputShape(0)), Matrices(context.Input(1), context.InputShape(1)),
        Matrices(context.Input(2), context.InputShape(2)), context.Saved, context.Output);

    private void Evaluate<T>(
        ReadOnlyMatrixBatch<T> query, ReadOnlyMatrixBatch<T> key, ReadOnlyMatrixBatch<T> value, Span<T> weights, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = query.Count, rows = query.Rows, columns = key.Rows;
        Gemm.MultiplyBatch(query, key.Transposed, new(weights, count, rows, columns));
        if (!weights.IsEmpty)
            AttentionWeights.Run(weights, rows, columns, T.CreateTruncating(_scale), _isCausal);
        Gemm.MultiplyBatch(
            new(weights, count, rows, columns), value, new MatrixBatch<T>(y, count, rows, value.Columns));
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape left = context.InputShape(0), right = context.InputShape(1), last = context.InputShape(2);
        int count = Count(left), rows = left[^2], columns = right[^2];
        ReadOnlyMatrixBatch<T> weights = new(context.Saved, count, rows, columns);
        var dy = Matrices(context.OutputGradient, context.OutputShape);
        if (context.NeedsGradient(2))
            Gemm.MultiplyBatch(weights.Transposed, dy, OfGradient(in context, 2, out bool accumulate), accumulate);
        if (!context.NeedsGradient(0) && !context.NeedsGradient(1))
            return;
        var scores = context.Scratch(context.Saved.Length);
        Gemm.MultiplyBatch(dy, Matrices(context.Input(2), last).Transposed, new(scores, count, rows, columns));
        if (!scores.IsEmpty)
        {
            Rows.SoftmaxBackward(context.Saved, columns, scores, scores);
            Axpy.Run(T.CreateTruncating(_scale), scores, scores);
        }
        ReadOnlyMatrixBatch<T> ds = new(scores, count, rows, columns);
        if (context.NeedsGradient(0))
            Gemm.MultiplyBatch(
                ds, Matrices(context.Input(1), right), OfGradient(in context, 0, out bool accumulate), accumulate);
        if (context.NeedsGradient(1))
            Gemm.MultiplyBatch(
                ds.Transposed, Matrices(context.Input(0), left), OfGradient(in context, 1, out bool accumulate), accumulate);
    }

    private static int Count(Shape shape)
    {
        int count = 1;
        foreach (int size in shape.AsSpan()[..^2])
            count *= size;
        return count;
    }

    private static ReadOnlyMatrixBatch<T> Matrices<T>(ReadOnlySpan<T> values, Shape shape) =>
        new(values, Count(shape), shape[^2], shape[^1]);

    private static MatrixBatch<T> OfGradient<T>(in BackwardContext<T> context, int input, out bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = context.InputShape(input);
        return new(context.InputGradient(input, out accumulate), Count(shape), shape[^2], shape[^1]);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> query) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Scaled dot-product attention: softmax(scale q k^T + mask) v, for queries [..., l, e], keys [..., s, e] and values
        /// [..., s, n]: of shape [..., l, n]. The axes before the last two are equal.
        /// </summary>
        /// <param name="key">The keys.</param>
        /// <param name="value">The values.</param>
        /// <param name="mask">
        /// What is added to the scores, of a shape that broadcasts to [..., l, s]: -infinity where a query is not to see a key.
        /// It gets gradients. Default for none, which takes less time and memory.
        /// </param>
        /// <param name="isCausal">Whether query i sees only the keys 0 to i.</param>
        /// <param name="scale">The factor of scores; 1 / sqrt(e) if not given.</param>
        /// <exception cref="ArgumentException">The shapes do not fit, or the tapes differ.</exception>
        /// <remarks>A query that sees no key at all gets NaN, as in PyTorch.</remarks>
        public Tensor<T> ScaledDotProductAttention(
            Tensor<T> key, Tensor<T> value, Tensor<T> mask = default, bool isCausal = false, double? scale = null)
        {
            Shape left = query.Shape, right = key.Shape, last = value.Shape;
            if (left.Rank < 2 || right.Rank != left.Rank || last.Rank != left.Rank
                || left[^1] != right[^1] || right[^2] != last[^2]
                || !left.AsSpan()[..^2].SequenceEqual(right.AsSpan()[..^2])
                || !left.AsSpan()[..^2].SequenceEqual(last.AsSpan()[..^2]))
                throw new ArgumentException(
                    $"The query has shape {left}, key {right} and value {last}; attention takes [..., l, e], [..., s, e] and "
                    + "[..., s, n] with equal axes before.", nameof(key));
            double factor = scale ?? 1 / Math.Sqrt(left[^1]);
            if (key.Tape != query.Tape || value.Tape != query.Tape)
                throw new ArgumentException("key or value is of another tape than the query.", nameof(key));
            if (mask.IsDefault)
                return Attention.Record(query, key, value, isCausal, factor);

            Span<int> sizes = stackalloc int[Shape.MaxRank];
            left.AsSpan().CopyTo(sizes);
            sizes[left.Rank - 1] = right[^2];
            Shape ofScores = new(sizes[..left.Rank]);
            if (!Shape.TryBroadcast(ofScores, mask.Shape, out var common) || common != ofScores)
                throw new ArgumentException(
                    $"mask has shape {mask.Shape}, which does not broadcast to that of the scores, {ofScores}.", nameof(mask));
            if (mask.Tape != query.Tape)
                throw new ArgumentException("mask is of another tape than the query.", nameof(mask));
            var scores = query.MatMul(key, transposeB: true) * factor + mask;
            if (isCausal)
                scores = scores.MaskedFill(
                    Later(query.Tape, left[^2], right[^2]), double.NegativeInfinity);
            return (ofScores.FlattenedLength == 0 ? scores : scores.Softmax()).MatMul(value);
        }
    }

    // 1 where the number of the column is above that of the row.
    private static Tensor<T> Later<T>(Tape<T> tape, int rows, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return Numbers(columns, [columns]) > Numbers(rows, [rows, 1]);

        Tensor<T> Numbers(int count, Shape shape)
        {
            var numbers = tape.Allocate(count);
            for (int i = 0; i < count; i++)
                numbers.Span[i] = T.CreateTruncating(i);
            return tape.Constant(shape, numbers);
        }
    }
}
