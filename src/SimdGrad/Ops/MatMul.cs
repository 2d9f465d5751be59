using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>Matrix product: y = a b; da = dy b^T; db = a^T dy.</summary>
public readonly struct MatMul : IOperation
{
    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward(in context, context.OutputGradient);

    /// <summary>The gradients of inputs 0 and 1 of a node, from the gradient of their product.</summary>
    internal static void Backward<T>(in BackwardContext<T> context, ReadOnlySpan<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape left = context.InputShape(0), right = context.InputShape(1);
        int m = left[0], k = left[1], n = right[1];
        var dy = new ReadOnlyMatrix<T>(gradient, m, n);
        if (context.NeedsGradient(0))
        {
            var b = new ReadOnlyMatrix<T>(context.Input(1), k, n);
            var da = context.InputGradient(0, out bool accumulate);
            Gemm.Multiply(dy, b.Transposed, new Matrix<T>(da, m, k), accumulate);
        }
        if (context.NeedsGradient(1))
        {
            var a = new ReadOnlyMatrix<T>(context.Input(0), m, k);
            var db = context.InputGradient(1, out bool accumulate);
            Gemm.Multiply(a.Transposed, dy, new Matrix<T>(db, k, n), accumulate);
        }
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Matrix product y = a b of a [m, k] and a [k, n] tensor, of shape [m, n]; or a product for each pair of the matrices
        /// that stand in the last two axes of more, where the axes before these broadcast (<see cref="Shape.Broadcast"/>).
        /// </summary>
        /// <param name="b">The right operand, [..., k, n].</param>
        /// <param name="transposeA">Whether a is [..., k, m], to be read as its transpose; that takes no copy.</param>
        /// <param name="transposeB">Whether b is [..., n, k], to be read as its transpose; that takes no copy.</param>
        /// <exception cref="ArgumentException">
        /// An operand has less than two axes, or the shapes do not fit; or the tapes differ.
        /// </exception>
        public Tensor<T> MatMul(Tensor<T> b, bool transposeA = false, bool transposeB = false)
        {
            Shape left = a.Shape, right = b.Shape;
            if (left.Rank != 2 || right.Rank != 2 || transposeA || transposeB)
                return BatchedMatMul.Record(a, b, transposeA, transposeB);
            if (left[1] != right[0])
                throw new ArgumentException(
                    $"a has shape {left} and b {right}; a matrix product takes [m, k] and [k, n].", nameof(b));
            Shape shape = [left[0], right[1]];
            var y = a.Tape.Allocate(shape.Length);
            Gemm.Multiply<T>(
                new(a.Values, left[0], left[1]), new(b.Values, right[0], right[1]), new(y.Span, left[0], right[1]));
            return a.Tape.Record<MatMul>(shape, y, default, a, b);
        }
    }
}
