using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// One of two tensors, element by element: y = a where the condition is not 0, else b; da and db are dy there, else 0.
/// </summary>
public readonly struct Where : IOperation
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose.Run(context.Input(0), context.Input(1), context.Input(2), context.Output);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Backward(in context, 1, new Mask(0, where: false));
        Backward(in context, 2, new Mask(0, where: true));
    }

    private static void Backward<T>(in BackwardContext<T> context, int input, Mask mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.NeedsGradient(input))
            Zip.Backward(
                context.OutputGradient, context.Input(0), context.OutputGradient,
                context.InputGradient(input, out bool accumulate), accumulate, default, false, mask);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> condition) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>One of two tensors, element by element: a where the condition is not 0, NaN included, else b.</summary>
        /// <param name="a">What is taken where the condition is not 0.</param>
        /// <param name="b">What is taken where it is.</param>
        /// <returns>The choice, in the shape that all three broadcast to. The condition gets no gradient.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public Tensor<T> Where(Tensor<T> a, Tensor<T> b)
        {
            if (!Shape.TryBroadcast(a.Shape, b.Shape, out var shape)
                || !Shape.TryBroadcast(condition.Shape, shape, out shape))
                throw new ArgumentException(
                    $"The condition has shape {condition.Shape}, a {a.Shape} and b {b.Shape}; they do not broadcast.", nameof(a));
            if (a.Tape != condition.Tape || b.Tape != condition.Tape)
                throw new ArgumentException("a or b is of another tape than the condition.", nameof(a));
            var (where, left, right) = (Expanded(condition), Expanded(a), Expanded(b));
            var y = condition.Tape.Allocate(shape.FlattenedLength);
            Choose.Run(where.Values, left.Values, right.Values, y.Span);
            return condition.Tape.Record<Where>(shape, y, default, where, left, right);

            Tensor<T> Expanded(Tensor<T> x) => x.Shape == shape ? x : x.Expand(shape);
        }
    }
}
