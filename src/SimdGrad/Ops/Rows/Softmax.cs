using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Softmax along the last axis: y = exp(x - max x) / sum_k exp(x[k] - max x); dx = y (dy - sum_k y[k] dy[k]).
/// </summary>
public readonly struct Softmax : IOperation
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.OutputShape.FlattenedLength > 0)
            Rows.Softmax(context.Input(0), context.OutputShape[^1], context.Output);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0) || context.OutputShape.FlattenedLength == 0)
            return;
        Rows.SoftmaxBackward(
            context.Output, context.OutputShape[^1], context.OutputGradient,
            context.InputGradient(0, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Softmax along the last axis: y[j] = exp(x[j]) / sum_k exp(x[k]), from x - max x, so that it does not overflow.
        /// </summary>
        /// <exception cref="ArgumentException">x is a scalar, which has no axis.</exception>
        public Tensor<T> Softmax()
        {
            var shape = x.Shape;
            if (shape.Rank == 0)
                throw new ArgumentException("x is a scalar; Softmax takes the last axis.", nameof(x));
            var y = x.Tape.Allocate(shape.FlattenedLength);
            if (shape.FlattenedLength > 0)
                Rows.Softmax(x.Values, shape[^1], y.Span);
            return x.Tape.Record<Softmax>(shape, y, default, x);
        }
    }
}
