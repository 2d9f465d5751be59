using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Elements repeated along axes of size 1, and along new ones before the first; dx is the sum of dy over what was repeated.
/// </summary>
public readonly struct Expand : IOperation
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Otherwise it is in the memory of the input.
        if (context.InputShape(0).FlattenedLength != context.OutputShape.FlattenedLength)
            Evaluate(context.Input(0), context.InputShape(0), context.OutputShape, context.Output);
    }

    /// <summary>Repeats elements of one shape to fill another.</summary>
    internal static void Evaluate<T>(ReadOnlySpan<T> x, Shape input, Shape shape, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> steps = stackalloc int[Shape.MaxRank], all = stackalloc int[Shape.MaxRank];
        input.Strides(shape, steps);
        shape.Strides(all);
        StridedCopy.Run(x, y, new LoopNest(shape.AsSpan(), steps, all), accumulate: false);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        Shape shape = context.OutputShape, input = context.InputShape(0);
        if (shape.FlattenedLength == input.FlattenedLength && context.TryPassGradient(0))
            return;
        var dy = context.OutputGradient;
        var dx = context.InputGradient(0, out bool accumulate);
        Span<int> steps = stackalloc int[Shape.MaxRank], all = stackalloc int[Shape.MaxRank];
        input.Strides(shape, steps);
        shape.Strides(all);
        // The gradient of a sum is dy, whatever the operands; so they may be anything of the right size.
        BroadcastGradient.Run(dx, dy, dy, dx, new LoopNest(shape.AsSpan(), steps, all, all), default(Add), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Repeats elements along axes of size 1, and along new axes before the first. Elementwise functions of two operands do
        /// so themselves, without the copy that this is unless the shape has as many elements as x.
        /// </summary>
        /// <param name="shape">The shape; each size is that of x, unless that is 1 or missing.</param>
        /// <exception cref="ArgumentException">The shape does not fit.</exception>
        public Tensor<T> Expand(Shape shape)
        {
            var old = x.Shape;
            if (!Shape.TryBroadcast(old, shape, out var common) || common != shape)
                throw new ArgumentException(
                    $"x has shape {old}, which cannot be repeated to {shape}: from the last axis on, "
                    + "sizes must be equal, or that of x 1.",
                    nameof(shape));
            if (shape.FlattenedLength == old.FlattenedLength)
                return x.Tape.RecordView(shape, x, 0, default(Expand));
            var y = x.Tape.Allocate(shape.FlattenedLength);
            SimdGrad.Expand.Evaluate(x.Values, old, shape, y.Span);
            return x.Tape.Record<Expand>(shape, y, default, x);
        }
    }
}
