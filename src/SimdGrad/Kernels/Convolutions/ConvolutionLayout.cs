namespace SimdGrad.Kernels;

/// <summary>
/// The sizes of a convolution of images. All tensors are row-major: the input [batch, inputs, height, width], the weight
/// [outputs, inputs / groups, kernel height, kernel width], the output [batch, outputs, height', width'].
/// </summary>
public readonly record struct ConvolutionLayout
{
    /// <summary>Makes a layout.</summary>
    /// <param name="images">The number of images.</param>
    /// <param name="inputs">The channels of the input.</param>
    /// <param name="outputs">The channels of the output.</param>
    /// <param name="groups">The groups into which channels fall; each output sees the inputs of its group alone.</param>
    /// <param name="window">How the window slides.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or one but the images is 0.</exception>
    /// <exception cref="ArgumentException">
    /// The groups do not divide the channels, or a tensor has more than 2^31 - 1 elements.
    /// </exception>
    public ConvolutionLayout(int images, int inputs, int outputs, int groups, WindowLayout window)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException(
                $"groups is {groups}; it must divide the {inputs} inputs and the {outputs} outputs.", nameof(groups));
        Images = images;
        Inputs = inputs;
        Outputs = outputs;
        Groups = groups;
        Window = window;
        long largest = Math.Max(
            Math.Max(1L, images) * Math.Max(inputs * Area(window.Input), outputs * Area(window.Output)),
            inputs / groups * Area(window.Kernel) * outputs);
        if (largest > int.MaxValue)
            throw new ArgumentException($"A tensor has {largest} elements; one has at most {int.MaxValue}.", nameof(images));

        static long Area(Size2d size) => Math.Min((long)size.Height * size.Width, int.MaxValue);
    }

    /// <summary>The number of images.</summary>
    public int Images { get; }

    /// <summary>The channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>The channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>The groups into which channels fall.</summary>
    public int Groups { get; }

    /// <summary>How the window slides.</summary>
    public WindowLayout Window { get; }

    /// <summary>The elements of the input.</summary>
    public int InputLength => Images * Inputs * Window.Input.Area;

    /// <summary>The elements of the output.</summary>
    public int OutputLength => Images * Outputs * Window.Output.Area;

    /// <summary>The elements of the weight.</summary>
    public int WeightLength => Outputs * Depth;

    /// <summary>The outputs of a group.</summary>
    internal int GroupOutputs => Outputs / Groups;

    /// <summary>The elements that an output is a sum over: those of a window in the inputs of a group.</summary>
    internal int Depth => Inputs / Groups * Window.Kernel.Area;

    /// <summary>Whether a window is one element and every element has one, so that the input is its own patches.</summary>
    internal bool IsPointwise => Window.Kernel == 1 && Window.Stride == 1 && Window.Padding == 0;
}
