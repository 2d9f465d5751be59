using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Maxima of windows over the last two axes: y[n, c, i, j] = max over the window of x[n, c]; dx gets dy where the maximum is, the
/// first of equals. A NaN in a window is its maximum.
/// </summary>
public readonly struct MaxPool2d : IOperation
{
    private readonly SmallSize2d _kernel, _stride, _padding, _dilation;

    internal MaxPool2d(WindowLayout layout)
    {
        _kernel = layout.Kernel;
        _stride = layout.Stride;
        _padding = layout.Padding;
        _dilation = layout.Dilation;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Pooling.Max(context.Input(0), Layout(context.InputShape(0)), context.Output);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Pooling.MaxBackward(
            context.Input(0), context.Output, context.OutputGradient, Layout(context.InputShape(0)),
            context.InputGradient(0, out bool accumulate), accumulate);

    private WindowLayout Layout(Shape input) => new((input[2], input[3]), _kernel, _stride, _padding, _dilation);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Maxima of windows over the last two axes, of shape [batch, channels, height', width'].</summary>
        /// <param name="kernel">The height and width of the window.</param>
        /// <param name="stride">How far apart two windows are; the window's size if not given.</param>
        /// <param name="padding">How many rows and columns are added on each side, at most half the window; none if not
        /// given.</param>
        /// <param name="dilation">How far apart two elements of a window are; 1 if not given.</param>
        /// <exception cref="ArgumentException">x has not four axes, or the window does not fit.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
        public Tensor<T> MaxPool2d(Size2d kernel, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null)
        {
            var (layout, result) = WindowOperation.OfPooling(x, kernel, stride, padding, dilation);
            var y = x.Tape.Allocate(result.FlattenedLength);
            Pooling.Max(x.Values, layout, y.Span);
            return x.Tape.Record<MaxPool2d>(result, y, default, x, operation: new(layout));
        }
    }
}
