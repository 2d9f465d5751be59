using System.Numerics;
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
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gradient = context.OutputGradient;
        if (typeof(TActivation) != typeof(Identity))
        {
            var scratch = context.Scratch(gradient.Length);
            Map.Backward(default, context.Output, gradient, scratch, activation);
            gradient = scratch;
        }
        MatMul.Backward(in context, gradient);
        if (context.HasInput(2) && context.NeedsGradient(2))
            Columns.Sum(gradient, context.OutputShape[1], context.InputGradient(2, out bool accumulate), accumulate);
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
        public Tensor<T> Linear<TActivation>(Tensor<T> weight, Tensor<T> bias, TActivation activation)
            where TActivation : unmanaged, IUnaryOp
        {
            // Such a derivative reads what the fused pass does not keep.
            if (TActivation.BackwardReadsInput)
                return x.Linear(weight, bias).Apply(activation);
            Shape input = x.Shape, matrix = weight.Shape;
            if (input.Rank != 2 || matrix.Rank != 2 || input[1] != matrix[0])
                throw new ArgumentException(
                    $"x has shape {input} and weight {matrix}; a linear layer takes [m, k] and [k, n].", nameof(weight));
            if (!bias.IsDefault && bias.Shape != new Shape(matrix[1]))
                throw new ArgumentException(
                    $"bias has shape {bias.Shape}; the weight {matrix} takes [{matrix[1]}].", nameof(bias));
            Shape shape = [input[0], matrix[1]];
            var y = x.Tape.Allocate(shape.Length);
            Gemm.Multiply<TActivation, T>(
                new(x.Values, input[0], input[1]), new(weight.Values, matrix[0], matrix[1]),
                bias.IsDefault ? default : bias.Values, new(y.Span, input[0], matrix[1]), activation);
            return x.Tape.Record<FusedLinear<TActivation>>(shape, y, default, x, weight, bias, new(activation));
        }
    }
}
