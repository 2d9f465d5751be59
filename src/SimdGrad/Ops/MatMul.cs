using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>Matrix product: y = a b; da = dy b^T; db = a^T dy.</summary>
public readonly struct MatMul : IOperation
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public unsafe void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(in context.InputNode(0), in context.InputNode(1), null, context.Node.Value, default(Identity));

    /// <summary>y = f(a b + bias), for what fits; all memory is the tape's or a parameter's, and does not move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Multiply<TActivation, T>(
        ref readonly Node<T> a, ref readonly Node<T> b, T* bias, T* y, TActivation activation)
        where TActivation : unmanaged, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GemmProblem<T> product = new(
            a.Start, false, b.Start, false, y, a.Shape.Size(0), b.Shape.Size(1), b.Shape.Size(0), bias: bias);
        Gemm.Run(in product, activation);
    }

    /// <inheritdoc/>
    public unsafe void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward(in context, context.GradientPointer);

    /// <summary>The gradients of inputs 0 and 1 of a node, from the gradient of their product.</summary>
    // All memory is the tape's or a parameter's, and fits: nothing is left to check. Within its callers it would exceed the
    // compiler's budget for inlining.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe void Backward<T>(in BackwardContext<T> context, T* gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var left = ref context.InputNode(0);
        ref var right = ref context.InputNode(1);
        int m = left.Shape.Size(0), k = left.Shape.Size(1), n = right.Shape.Size(1);
        if (left.RequiresGradient)
        {
            T* b = context.InputPointer(ref right), da = context.Tape.GradientOf(ref left, out bool accumulate);
            GemmProblem<T> product = new(gradient, false, b, true, da, m, k, n, accumulate);
            Gemm.Run(in product, default(Identity));
        }
        if (right.RequiresGradient)
        {
            T* a = context.InputPointer(ref left), db = context.Tape.GradientOf(ref right, out bool accumulate);
            GemmProblem<T> product = new(a, true, gradient, false, db, k, n, m, accumulate);
            Gemm.Run(in product, default(Identity));
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
        public unsafe Tensor<T> MatMul(Tensor<T> b, bool transposeA = false, bool transposeB = false)
        {
            var tape = a.Tape;
            ref readonly var nodeA = ref tape.NodeOf(a);
            ref readonly var nodeB = ref b.Tape.NodeOf(b);
            ref readonly var left = ref nodeA.Shape;
            ref readonly var right = ref nodeB.Shape;
            if (left.Rank != 2 || right.Rank != 2 || transposeA || transposeB)
                return BatchedMatMul.Record(a, b, transposeA, transposeB);
            if (left[1] != right[0])
                throw new ArgumentException(
                    $"a has shape {left} and b {right}; a matrix product takes [m, k] and [k, n].", nameof(b));
            Shape shape = new(left[0], right[1]);
            var y = tape.Allocate(shape.FlattenedLength);
            SimdGrad.MatMul.Multiply(in nodeA, in nodeB, null, y.Pointer, default(Identity));
            return tape.Record<MatMul>(shape, y, default, a, b);
        }
    }
}
