using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Log-softmax along the last axis: y = x - max x - log(sum_k exp(x[k] - max x)); dx = dy - exp(y) sum_k dy[k].
/// </summary>
public readonly struct LogSoftmax : IOperation
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.OutputShape.FlattenedLength > 0)
            Rows.LogSoftmax(context.Input(0), context.OutputShape[^1], context.Output);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0) || context.OutputShape.FlattenedLength == 0)
            return;
        Rows.LogSoftmaxBackward(
            context.Output, context.OutputShape[^1], context.OutputGradient,
            context.InputGradient(0, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Logarithm of the softmax along the last axis: y[j] = x[j] - log(sum_k exp(x[k])), from x - max x.
        /// </summary>
        /// <exception cref="ArgumentException">x is a scalar, which has no axis.</exception>
        public Tensor<T> LogSoftmax()
        {
            var shape = x.Shape;
            if (shape.Rank == 0)
                throw new ArgumentException("x is a scalar; LogSoftmax takes the last axis.", nameof(x));
            var y = x.Tape.Allocate(shape.FlattenedLength);
            if (shape.FlattenedLength > 0)
                Rows.LogSoftmax(x.Values, shape[^1], y.Span);
            return x.Tape.Record<LogSoftmax>(shape, y, default, x);
        }
    }
}
