namespace SimdGrad.Kernels;

/// <summary>
/// How a window slides over a plane. Element (i, j) of the window at output position (y, x) lies at row y stride + i dilation -
/// padding of the plane, and likewise at its column; it may lie outside, in the padding.
/// </summary>
public readonly record struct WindowLayout
{
    /// <summary>Makes a layout.</summary>
    /// <param name="input">The height and width of the plane.</param>
    /// <param name="kernel">Those of the window, in elements.</param>
    /// <param name="stride">How far apart two positions are.</param>
    /// <param name="padding">How many rows and columns are added on each side.</param>
    /// <param name="dilation">How far apart two elements of the window are.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A kernel, stride or dilation is less than 1, a padding negative, or one of them more than 65,535.
    /// </exception>
    /// <exception cref="ArgumentException">The window does not fit into the plane with its padding.</exception>
    public WindowLayout(Size2d input, Size2d kernel, Size2d stride, Size2d padding, Size2d dilation)
    {
        CheckRange(kernel, 1, nameof(kernel));
        CheckRange(stride, 1, nameof(stride));
        CheckRange(padding, 0, nameof(padding));
        CheckRange(dilation, 1, nameof(dilation));
        Input = input;
        Kernel = kernel;
        Stride = stride;
        Padding = padding;
        Dilation = dilation;
        long height = Positions(input.Height, kernel.Height, stride.Height, padding.Height, dilation.Height);
        long width = Positions(input.Width, kernel.Width, stride.Width, padding.Width, dilation.Width);
        if (height < 1 || width < 1)
            throw new ArgumentException(
                $"A window of {kernel} with dilation {dilation} does not fit into a plane of {input} with padding {padding}.",
                nameof(input));
        Output = ((int)height, (int)width);
    }

    /// <summary>The height and width of the plane.</summary>
    public Size2d Input { get; }

    /// <summary>The height and width of the window, in elements.</summary>
    public Size2d Kernel { get; }

    /// <summary>How far apart two positions are.</summary>
    public Size2d Stride { get; }

    /// <summary>How many rows and columns are added on each side.</summary>
    public Size2d Padding { get; }

    /// <summary>How far apart two elements of the window are.</summary>
    public Size2d Dilation { get; }

    /// <summary>The number of positions: floor((input + 2 padding - dilation (kernel - 1) - 1) / stride) + 1.</summary>
    public Size2d Output { get; }

    /// <summary>
    /// The positions whose element at an offset from their first lies within the plane: those from Start up to, without, End.
    /// </summary>
    internal static (int Start, int End) Inside(int offset, int size, int stride, int positions)
    {
        if (offset >= 0 && offset + (long)(positions - 1) * stride < size)
            return (0, positions);
        int start = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        int end = offset >= size ? 0 : Math.Min(positions, (size - 1 - offset) / stride + 1);
        return (Math.Min(start, positions), Math.Max(end, Math.Min(start, positions)));
    }

    private static long Positions(int input, int kernel, int stride, int padding, int dilation)
    {
        long room = input + 2L * padding - (long)dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : room / stride + 1;
    }

    private static void CheckRange(Size2d size, int least, string name)
    {
        if (size.Height < least || size.Width < least || size.Height > ushort.MaxValue || size.Width > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(
                name, size, $"{name} is {size}; each number is from {least} to {ushort.MaxValue}.");
    }
}
