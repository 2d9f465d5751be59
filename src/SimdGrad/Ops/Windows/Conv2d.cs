using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Convolution of images: y[n, o, i, j] = bias[o] + the sum over the window of weight[o] x[n]; dx is the sum of weight dy
/// over the windows that an element is in, dweight that of x dy over images and positions, dbias that of dy.
/// </summary>
public readonly struct Conv2d : IOperation
{
    private readonly SmallSize2d _stride, _padding, _dilation;

    internal Conv2d(WindowLayout window)
    {
        _stride = window.Stride;
        _padding = window.Padding;
        _dilation = window.Dilation;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Convolution.Forward(
            context.Input(0), context.Input(1), context.HasInput(2) ? context.Input(2) : default,
            Layout(context.InputShape(0), context.InputShape(1)), context.Output);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = Layout(context.InputShape(0), context.InputShape(1));
        var dy = context.OutputGradient;
        if (context.NeedsGradient(0))
            Convolution.BackwardInput(
                dy, context.Input(1), layout, context.InputGradient(0, out bool accumulate), accumulate);
        if (context.NeedsGradient(1))
            Convolution.BackwardWeight(
                context.Input(0), dy, layout, context.InputGradient(1, out bool accumulate), accumulate);
        if (context.HasInput(2) && context.NeedsGradient(2))
        {
            var dbias = context.Scratch(layout.Outputs);
            Convolution.BackwardBias(dy, layout, dbias);
            Axpy.Run(T.One, dbias, context.InputGradient(2, out bool accumulate), accumulate);
        }
    }

    private ConvolutionLayout Layout(Shape x, Shape weight) =>
        WindowOperation.OfConvolution(x, weight, _stride, _padding, _dilation);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Convolution of images [batch, inputs, height, width], of shape [batch, outputs, height', width'] with
        /// height' = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1.
        /// </summary>
        /// <param name="weight">
        /// The weight, [outputs, inputs / groups, kernel height, kernel width]; it tells the number of groups.
        /// </param>
        /// <param name="bias">A summand for each output channel, [outputs]; default for none.</param>
        /// <param name="stride">How far apart two windows are; 1 if not given.</param>
        /// <param name="padding">How many rows and columns of zeros are added on each side; none if not given.</param>
        /// <param name="dilation">How far apart two elements of a window are; 1 if not given.</param>
        /// <exception cref="ArgumentException">The shapes do not fit, or the tapes differ.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
        public Tensor<T> Conv2d(
            Tensor<T> weight, Tensor<T> bias = default, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null)
        {
            var layout = WindowOperation.OfConvolution(x.Shape, weight.Shape, stride ?? 1, padding ?? 0, dilation ?? 1);
            if (!bias.IsDefault && bias.Shape != new Shape(layout.Outputs))
                throw new ArgumentException(
                    $"bias has shape {bias.Shape}; the weight {weight.Shape} takes [{layout.Outputs}].", nameof(bias));
            Shape shape = [layout.Images, layout.Outputs, layout.Window.Output.Height, layout.Window.Output.Width];
            var y = x.Tape.Allocate(shape.Length);
            Convolution.Forward(x.Values, weight.Values, bias.IsDefault ? default : bias.Values, layout, y.Span);
            return x.Tape.Record<Conv2d>(shape, y, default, x, weight, bias, new(layout.Window));
        }
    }
}
