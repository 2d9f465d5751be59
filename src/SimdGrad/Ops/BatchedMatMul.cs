using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Matrix products over the last two axes, each operand as it is or transposed: y = a b; da = dy b^T and db = a^T dy, summed over
/// the products that read the same matrix.
/// </summary>
public readonly struct BatchedMatMul : IOperation
{
    private readonly bool _transposeA, _transposeB;

    private BatchedMatMul(bool transposeA, bool transposeB)
    {
        _transposeA = transposeA;
        _transposeB = transposeB;
    }

    /// <summary>Records the products.</summary>
    internal static Tensor<T> Record<T>(Tensor<T> a, Tensor<T> b, bool transposeA, bool transposeB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape left = a.Shape, right = b.Shape;
        if (left.Rank < 2 || right.Rank < 2
            || left[transposeA ? ^2 : ^1] != right[transposeB ? ^1 : ^2]
            || !Shape.TryBroadcast(BatchOf(left), BatchOf(right), out var batch))
            throw new ArgumentException(
                $"a has shape {left}{(transposeA ? ", transposed," : "")} and b {right}{(transposeB ? ", transposed" : "")}; "
                + "a matrix product takes [m, k] and [k, n], with axes before these that broadcast.", nameof(b));
        int m = left[transposeA ? ^1 : ^2], n = right[transposeB ? ^2 : ^1];
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        batch.AsSpan().CopyTo(sizes);
        sizes[batch.Rank] = m;
        sizes[batch.Rank + 1] = n;
        Shape shape = new(sizes[..(batch.Rank + 2)]);
        var y = a.Tape.Allocate(shape.FlattenedLength);
        Multiply(a.Values, left, transposeA, b.Values, right, transposeB, y.Span, shape, accumulate: false);
        return a.Tape.Record(shape, y, default, a, b, operation: new BatchedMatMul(transposeA, transposeB));
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(
            context.Input(0), context.InputShape(0), _transposeA, context.Input(1), context.InputShape(1), _transposeB,
            context.Output, context.OutputShape, accumulate: false);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape left = context.InputShape(0), right = context.InputShape(1), shape = context.OutputShape;
        ReadOnlySpan<T> a = context.Input(0), b = context.Input(1), dy = context.OutputGradient;
        if (context.NeedsGradient(0))
        {
            var da = context.InputGradient(0, out bool accumulate);
            if (_transposeA)
                Multiply(b, right, _transposeB, dy, shape, true, da, left, accumulate);
            else
                Multiply(dy, shape, false, b, right, !_transposeB, da, left, accumulate);
        }
        if (context.NeedsGradient(1))
        {
            var db = context.InputGradient(1, out bool accumulate);
            if (_transposeB)
                Multiply(dy, shape, true, a, left, _transposeA, db, right, accumulate);
            else
                Multiply(a, left, !_transposeA, dy, shape, false, db, right, accumulate);
        }
    }

    /// <summary>
    /// c = a b for the matrices of all shapes' last two axes, which fit; where c is one matrix for several products, their sum.
    /// </summary>
    private static void Multiply<T>(
        ReadOnlySpan<T> a, Shape shapeA, bool transposeA, ReadOnlySpan<T> b, Shape shapeB, bool transposeB, Span<T> c,
        Shape shapeC, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (c.IsEmpty)
            return;
        Shape batchA = BatchOf(shapeA), batchB = BatchOf(shapeB), batchC = BatchOf(shapeC);
        // One matrix on the right for all rows on the left: one product of more rows, or of a longer sum.
        if (batchB.FlattenedLength == 1 && batchC.FlattenedLength == batchA.FlattenedLength && !transposeA)
        {
            int rows = batchA.FlattenedLength * shapeA[^2];
            Gemm.Multiply(
                new(a, rows, shapeA[^1]), Matrix(b, shapeB[^2], shapeB[^1], transposeB),
                new Matrix<T>(c, rows, shapeC[^1]), accumulate);
            return;
        }
        if (batchC.FlattenedLength == 1 && batchA == batchB && transposeA && !transposeB)
        {
            int rows = batchA.FlattenedLength * shapeA[^2];
            Gemm.Multiply(
                Matrix(a, rows, shapeA[^1], true), new(b, rows, shapeB[^1]), new Matrix<T>(c, shapeC[^2], shapeC[^1]),
                accumulate);
            return;
        }
        Multiply(
            new ReadOnlyMatrixBatch<T>(a, batchA.FlattenedLength, shapeA[^2], shapeA[^1]), transposeA,
            new ReadOnlyMatrixBatch<T>(b, batchB.FlattenedLength, shapeB[^2], shapeB[^1]), transposeB,
            c, shapeC, Loops(batchA, batchB, batchC), accumulate);
    }

    private static void Multiply<T>(
        ReadOnlyMatrixBatch<T> a, bool transposeA, ReadOnlyMatrixBatch<T> b, bool transposeB, Span<T> c, Shape shapeC,
        LoopNest nest, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = shapeC[^2], columns = shapeC[^1], last = nest.Last;
        if (nest.IsEmpty)
        {
            // The sum of no products.
            if (!accumulate)
                c.Clear();
            return;
        }
        // Products of a row of the loops go as a batch, unless they are to be added.
        bool summed = nest.C(last) == 0 && nest.Size(last) > 1;
        int count = summed ? 1 : nest.Size(last);
        LoopPosition position = new(summed ? last + 1 : last);
        do
        {
            var left = Batch(a, position.A, count, nest.A(last));
            var right = Batch(b, position.B, count, nest.B(last));
            Gemm.MultiplyBatch(
                transposeA ? left.Transposed : left, transposeB ? right.Transposed : right,
                new MatrixBatch<T>(
                    c[((int)position.C * rows * columns)..], count, rows, columns,
                    matrixStride: Math.Max(1, nest.C(last)) * rows * columns),
                accumulate || !position.IsFirstOfC(nest));
        }
        while (position.Next(nest));
    }

    private static ReadOnlyMatrixBatch<T> Batch<T>(ReadOnlyMatrixBatch<T> all, nint first, int count, int step) => new(
        all.Values[((int)first * all.Rows * all.Columns)..], count, all.Rows, all.Columns,
        matrixStride: step * all.Rows * all.Columns);

    // Over the axes before the last two, in matrices.
    private static LoopNest Loops(Shape a, Shape b, Shape c)
    {
        Span<int> stepsA = stackalloc int[Shape.MaxRank], stepsB = stackalloc int[Shape.MaxRank];
        Span<int> stepsC = stackalloc int[Shape.MaxRank];
        // In a gradient it is an operand that has all axes.
        var all = Shape.Broadcast(Shape.Broadcast(a, b), c);
        a.Strides(all, stepsA);
        b.Strides(all, stepsB);
        c.Strides(all, stepsC);
        return new LoopNest(all.AsSpan(), stepsA, stepsB, stepsC);
    }

    private static Shape BatchOf(Shape shape) => new(shape.AsSpan()[..^2]);

    private static ReadOnlyMatrix<T> Matrix<T>(ReadOnlySpan<T> values, int rows, int columns, bool transpose)
    {
        ReadOnlyMatrix<T> matrix = new(values, rows, columns);
        return transpose ? matrix.Transposed : matrix;
    }
}
