using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Running sum along an axis: y[i] = x[0] + ... + x[i]; dx[i] = dy[i] + ... + dy[n - 1].
/// </summary>
public readonly struct CumulativeSum : IOperation
{
    private readonly int _axis;

    internal CumulativeSum(int axis) => _axis = axis;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReduceAxis.CumulativeSum(context.Input(0), context.InputShape(0).Along(_axis), context.Output);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.NeedsGradient(0))
            ReduceAxis.CumulativeSum(
                context.OutputGradient, context.InputShape(0).Along(_axis), context.InputGradient(0, out bool accumulate),
                reverse: true, accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Running sum along an axis, of the shape of x: y[i] = x[0] + ... + x[i].</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor<T> CumulativeSum(Index axis)
        {
            var shape = x.Shape;
            var layout = shape.Along(axis);
            var y = x.Tape.Allocate(shape.FlattenedLength);
            ReduceAxis.CumulativeSum(x.Values, layout, y.Span);
            return x.Tape.Record(shape, y, default, x, operation: new CumulativeSum(axis.GetOffset(shape.Rank)));
        }
    }
}
