using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Convolution of images with its activation in one pass: y[n, o, i, j] = f(z), z = bias[o] + the sum over the window of
/// weight[o] x[n]; with dz = dy * f'(z), dx is the sum of weight dz over the windows that an element is in, dweight that of x dz
/// over images and positions, dbias that of dz.
/// </summary>
/// <typeparam name="TActivation">The type of the activation f.</typeparam>
public readonly struct FusedConv2d<TActivation> : IOperation where TActivation : unmanaged, IUnaryOp
{
    private readonly SmallSize2d _stride, _padding, _dilation;
    private readonly TActivation _activation;

    internal FusedConv2d(WindowLayout window, TActivation activation)
    {
        _activation = activation;
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
            Layout(context.InputShape(0), context.InputShape(1)), context.Output, _activation);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = Layout(context.InputShape(0), context.InputShape(1));
        ReadOnlySpan<T> dy;
        if (typeof(TActivation) == typeof(Identity))
        {
            dy = context.OutputGradient;
        }
        else
        {
            var own = context.OwnOutputGradient();
            Map.Backward(default, context.Output, own, own, _activation);
            dy = own;
        }
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
            Tensor<T> weight, Tensor<T> bias = default, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null) =>
            x.Conv2d(weight, bias, default(Identity), stride, padding, dilation);

        /// <summary>Convolution with activation y = f(the convolution), else as without.</summary>
        /// <param name="weight">The weight.</param>
        /// <param name="bias">A summand for each output channel, [outputs]; default for none.</param>
        /// <param name="activation">The activation f, as in <c>new Relu()</c>.</param>
        /// <param name="stride">How far apart two windows are; 1 if not given.</param>
        /// <param name="padding">How many rows and columns of zeros are added on each side; none if not given.</param>
        /// <param name="dilation">How far apart two elements of a window are; 1 if not given.</param>
        /// <typeparam name="TActivation">The type of the activation.</typeparam>
        /// <exception cref="ArgumentException">The shapes do not fit, or the tapes differ.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
        public Tensor<T> Conv2d<TActivation>(
            Tensor<T> weight, Tensor<T> bias, TActivation activation, Size2d? stride = null, Size2d? padding = null,
            Size2d? dilation = null)
            where TActivation : unmanaged, IUnaryOp
        {
            // Such a derivative reads what the fused pass does not keep, and a node has no room for many parameters.
            if ((TActivation.BackwardReadsInput && x.Tape.RecordsGradients)
                || Unsafe.SizeOf<FusedConv2d<TActivation>>() > OperationSlot.Size)
                return x.Conv2d(weight, bias, stride, padding, dilation).Apply(activation);
            var layout = WindowOperation.OfConvolution(x.Shape, weight.Shape, stride ?? 1, padding ?? 0, dilation ?? 1);
            if (!bias.IsDefault && bias.Shape != new Shape(layout.Outputs))
                throw new ArgumentException(
                    $"bias has shape {bias.Shape}; the weight {weight.Shape} takes [{layout.Outputs}].", nameof(bias));
            Shape shape = [layout.Images, layout.Outputs, layout.Window.Output.Height, layout.Window.Output.Width];
            var y = x.Tape.Allocate(shape.FlattenedLength);
            Convolution.Forward(x.Values, weight.Values, bias.IsDefault ? default : bias.Values, layout, y.Span, activation);
            return x.Tape.Record<FusedConv2d<TActivation>>(shape, y, default, x, weight, bias, new(layout.Window, activation));
        }
    }
}
