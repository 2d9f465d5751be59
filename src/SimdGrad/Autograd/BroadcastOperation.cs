using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>An elementwise function of two operands of different shapes on the tape.</summary>
/// <typeparam name="TOp">The type of the function.</typeparam>
internal readonly struct BroadcastOperation<TOp>(TOp op) : IOperation where TOp : unmanaged, IBinaryOp
{
    /// <summary>Records y = f(a, other).</summary>
    public static Tensor<T> Record<T>(Tensor<T> a, Tensor<T> other, TOp op) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape left = a.Shape, right = other.Shape;
        if (!Shape.TryBroadcast(left, right, out var shape))
            throw new ArgumentException(
                $"{typeof(TOp).Name} takes shapes that broadcast; the left has {left}, other has {right}.", nameof(other));
        var y = a.Tape.Allocate(shape.FlattenedLength);
        BroadcastZip.Forward(a.Values, other.Values, y.Span, Loops(shape, left, right), op);
        return a.Tape.Record(shape, y, default, a, other, operation: new BroadcastOperation<TOp>(op));
    }

    public static bool CanReplay => true;

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        BroadcastZip.Forward(
            context.Input(0), context.Input(1), context.Output,
            Loops(context.OutputShape, context.InputShape(0), context.InputShape(1)), op);

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = context.OutputShape, left = context.InputShape(0), right = context.InputShape(1);
        if (context.NeedsGradient(0))
            BroadcastGradient.Run(
                context.Input(0), context.Input(1), context.OutputGradient, context.InputGradient(0, out bool accumulate),
                Loops(shape, left, right), op, accumulate);
        if (context.NeedsGradient(1))
            BroadcastGradient.Run(
                context.Input(1), context.Input(0), context.OutputGradient, context.InputGradient(1, out bool accumulate),
                Loops(shape, right, left), new Swapped<TOp>(op), accumulate);
    }

    private static LoopNest Loops(Shape shape, Shape a, Shape b)
    {
        Span<int> stridesA = stackalloc int[Shape.MaxRank], stridesB = stackalloc int[Shape.MaxRank];
        Span<int> strides = stackalloc int[Shape.MaxRank];
        a.Strides(shape, stridesA);
        b.Strides(shape, stridesB);
        shape.Strides(strides);
        return new LoopNest(shape.AsSpan(), stridesA, stridesB, strides);
    }
}
