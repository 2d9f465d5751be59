using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Linear layer with its activation in one pass: y = f(x w + b); with dz = dy * f'(z), dx = dz w^T; dw = x^T dz; db is the
/// sum of the rows of dz.
/// </summary>
/// <param name="activation">The activation f.</param>
/// <typeparam name="TActivation">The type of the activation.</typeparam>
public readonly struct FusedLinear<TActivation>(TActivation activation) : IOperation where TActivation : unmanaged, IUnaryOp
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public unsafe void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* bias = context.HasInput(2) ? context.InputNode(2).Value : null;
        MatMul.Multiply(in context.InputNode(0), in context.InputNode(1), bias, context.Node.Value, activation);
    }

    /// <inheritdoc/>
    public unsafe void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* gradient = context.GradientPointer;
        if (typeof(TActivation) != typeof(Identity))
        {
            var own = context.OwnOutputGradient();
            Map.Backward(default, context.Output, own, own, activation);
            gradient = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(own));
        }
        MatMul.Backward(in context, gradient);
        if (!context.HasInput(2))
            return;
        ref var bias = ref context.InputNode(2);
        if (bias.RequiresGradient)
        {
            ref readonly var shape = ref context.Node.Shape;
            T* db = context.Tape.GradientOf(ref bias, out bool accumulate);
            Columns.Sum(gradient, shape.Size(0), shape.Size(1), db, accumulate);
        }
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Linear layer y = x w + b, of shape [m, n].</summary>
        /// <param name="weight">The weight w, [k, n], where x is [m, k].</param>
        /// <param name="bias">The bias b, [n], added to each row; default for none.</param>
        /// <exception cref="ArgumentException">The shapes do not fit, or the tapes differ.</exception>
        public Tensor<T> Linear(Tensor<T> weight, Tensor<T> bias = default) => x.Linear(weight, bias, default(Identity));

        /// <summary>Linear layer with activation y = f(x w + b), of shape [m, n].</summary>
        /// <param name="weight">The weight w, [k, n], where x is [m, k].</param>
        /// <param name="bias">The bias b, [n], added to each row; default for none.</param>
        /// <param name="activation">The activation f, as in <c>new Relu()</c>.</param>
        /// <typeparam name="TActivation">The type of the activation.</typeparam>
        /// <exception cref="ArgumentException">The shapes do not fit, or the tapes differ.</exception>
        public unsafe Tensor<T> Linear<TActivation>(Tensor<T> weight, Tensor<T> bias, TActivation activation)
            where TActivation : unmanaged, IUnaryOp
        {
            // Such a derivative reads what the fused pass does not keep.
            if (TActivation.BackwardReadsInput && x.Tape.RecordsGradients)
                return x.Linear(weight, bias).Apply(activation);
            var tape = x.Tape;
            ref readonly var input = ref tape.NodeOf(x);
            ref readonly var matrix = ref weight.Tape.NodeOf(weight);
            ref readonly var inputShape = ref input.Shape;
            ref readonly var matrixShape = ref matrix.Shape;
            if (inputShape.Rank != 2 || matrixShape.Rank != 2 || inputShape.Size(1) != matrixShape.Size(0))
                throw new ArgumentException(
                    $"x has shape {inputShape} and weight {matrixShape}; a linear layer takes [m, k] and [k, n].",
                    nameof(weight));
            int rows = inputShape.Size(0), columns = matrixShape.Size(1);
            T* addend = null;
            if (!bias.IsDefault)
            {
                ref readonly var vector = ref bias.Tape.NodeOf(bias);
                if (vector.Shape.Rank != 1 || vector.Shape.FlattenedLength != columns)
                    throw new ArgumentException(
                        $"bias has shape {vector.Shape}; the weight {matrixShape} takes [{columns}].", nameof(bias));
                addend = vector.Start;
            }
            Shape shape = new(rows, columns);
            var y = tape.Allocate(shape.FlattenedLength);
            SimdGrad.MatMul.Multiply(in input, in matrix, addend, y.Pointer, activation);
            return tape.Record<FusedLinear<TActivation>>(in shape, y, default, x, weight, bias, new(activation));
        }
    }
}
