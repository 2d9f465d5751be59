using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Means of windows over the last two axes, what lies in the padding being 0; dx gets from each window its share of dy.
/// </summary>
public readonly struct AvgPool2d : IOperation
{
    private readonly SmallSize2d _kernel, _stride, _padding;
    private readonly bool _countPadding;

    internal AvgPool2d(WindowLayout layout, bool countPadding)
    {
        _kernel = layout.Kernel;
        _stride = layout.Stride;
        _padding = layout.Padding;
        _countPadding = countPadding;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Pooling.Mean(context.Input(0), Layout(context.InputShape(0)), _countPadding, context.Output);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Pooling.MeanBackward(
            context.OutputGradient, Layout(context.InputShape(0)), _countPadding,
            context.InputGradient(0, out bool accumulate), accumulate);

    private WindowLayout Layout(Shape input) => new((input[2], input[3]), _kernel, _stride, _padding, 1);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Means of windows over the last two axes, of shape [batch, channels, height', width'].</summary>
        /// <param name="kernel">The height and width of the window.</param>
        /// <param name="stride">How far apart two windows are; the window's size if not given.</param>
        /// <param name="padding">
        /// How many rows and columns of zeros are added on each side, at most half the window; none if not given.
        /// </param>
        /// <param name="countPadding">Whether these zeros count in the divisor.</param>
        /// <exception cref="ArgumentException">x has not four axes, or the window does not fit.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
        public Tensor<T> AvgPool2d(Size2d kernel, Size2d? stride = null, Size2d? padding = null, bool countPadding = true)
        {
            var (layout, result) = WindowOperation.OfPooling(x, kernel, stride, padding, 1);
            var y = x.Tape.Allocate(result.FlattenedLength);
            Pooling.Mean(x.Values, layout, countPadding, y.Span);
            return x.Tape.Record<AvgPool2d>(result, y, default, x, operation: new(layout, countPadding));
        }
    }
}
