using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Nn;

/// <summary>
/// Convolution of images [batch, inputs, height, width] with a weight [outputs, inputs / groups, kernel height, kernel width].
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Conv2d<T> : Module<T>, IFusesActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Initializer _weightInitializer;
    private readonly bool _hasBias;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">The channels of the input.</param>
    /// <param name="outputs">The channels of the output.</param>
    /// <param name="kernel">The height and width of the window.</param>
    /// <param name="stride">How far apart two windows are; 1 if not given.</param>
    /// <param name="padding">How many rows and columns of zeros are added on each side; none if not given.</param>
    /// <param name="dilation">How far apart two elements of a window are; 1 if not given.</param>
    /// <param name="groups">The groups into which channels fall; each output sees the inputs of its group alone.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="initializer">
    /// Gives the first weights; if not given, PyTorch's default, uniform with bound 1 / sqrt(inputs / groups * kernel area),
    /// which biases always get.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public Conv2d(
        int inputs, int outputs, Size2d kernel, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null,
        int groups = 1, bool bias = true, Initializer? initializer = null)
    {
        Stride = stride ?? 1;
        Padding = padding ?? 0;
        Dilation = dilation ?? 1;
        // They check the sizes; the second window fits into a plane that is large enough.
        _ = new ConvolutionLayout(1, inputs, outputs, groups, new WindowLayout(kernel, kernel, 1, 0, 1));
        _ = new WindowLayout(int.MaxValue, kernel, Stride, Padding, Dilation);
        Inputs = inputs;
        Outputs = outputs;
        Kernel = kernel;
        Groups = groups;
        _hasBias = bias;
        _weightInitializer = initializer ?? Initializer.KaimingUniform(FanIn, Math.Sqrt(5));
    }

    /// <summary>The channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>The channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>The height and width of the window.</summary>
    public Size2d Kernel { get; }

    /// <summary>How far apart two windows are.</summary>
    public Size2d Stride { get; }

    /// <summary>How many rows and columns of zeros are added on each side.</summary>
    public Size2d Padding { get; }

    /// <summary>How far apart two elements of a window are.</summary>
    public Size2d Dilation { get; }

    /// <summary>The groups into which channels fall.</summary>
    public int Groups { get; }

    /// <summary>The weight, [outputs, inputs / groups, kernel height, kernel width]; null before initialization.</summary>
    public Parameter<T>? Weight { get; private set; }

    /// <summary>The bias, [outputs]; null before initialization, or if there is none.</summary>
    public Parameter<T>? Bias { get; private set; }

    private int FanIn => Inputs / Groups * Kernel.Area;

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) => Forward(input, default(Identity));

    /// <inheritdoc/>
    public override string ToString() => $"Conv2d({Inputs}, {Outputs}, {Kernel})";

    Tensor<T> IFusesActivation<T>.Forward<TActivation>(Tensor<T> input, TActivation activation) => Forward(input, activation);

    private Tensor<T> Forward<TActivation>(Tensor<T> input, TActivation activation) where TActivation : unmanaged, IUnaryOp
    {
        var weight = Initialized(Weight);
        // Before the parameters are put on the tape, so that a failed call leaves no trace.
        var shape = input.Shape;
        if (shape.Rank != 4 || shape[1] != Inputs)
            throw new ArgumentException(
                $"input has shape {shape}; the layer takes [batch, {Inputs}, height, width].", nameof(input));
        _ = WindowOperation.OfConvolution(shape, weight.Shape, Stride, Padding, Dilation);
        var tape = input.Tape;
        return input.Conv2d(
            tape.Use(weight), Bias is null ? default : tape.Use(Bias), activation, Stride, Padding, Dilation);
    }

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
        declarations.Add(
            prefix + "weight", [Outputs, Inputs / Groups, Kernel.Height, Kernel.Width], _weightInitializer,
            parameter => Weight = parameter);
        if (_hasBias)
            declarations.Add(
                prefix + "bias", [Outputs], Initializer.Uniform(1 / Math.Sqrt(FanIn)), parameter => Bias = parameter);
    }
}
