using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>What operations on windows of images have in common.</summary>
internal static class WindowOperation
{
    /// <summary>How a window of pooling slides over the planes of x, and the shape of the result.</summary>
    public static (WindowLayout Layout, Shape Result) OfPooling<T>(
        Tensor<T> x, Size2d kernel, Size2d? stride, Size2d? padding, Size2d? dilation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = x.Shape;
        if (shape.Rank != 4)
            throw new ArgumentException($"x has shape {shape}; pooling takes [batch, channels, height, width].", nameof(x));
        WindowLayout layout = new((shape[2], shape[3]), kernel, stride ?? kernel, padding ?? 0, dilation ?? 1);
        Pooling.CheckPadding(layout);
        return (layout, [shape[0], shape[1], layout.Output.Height, layout.Output.Width]);
    }

    /// <summary>The sizes of a convolution of images of a shape with a weight.</summary>
    public static ConvolutionLayout OfConvolution(Shape x, Shape weight, Size2d stride, Size2d padding, Size2d dilation)
    {
        if (x.Rank != 4 || weight.Rank != 4)
            throw new ArgumentException(
                $"x has shape {x} and weight {weight}; a convolution takes [batch, inputs, height, width] and "
                + "[outputs, inputs / groups, height, width].", nameof(x));
        if (weight[0] == 0 || weight[1] == 0 || x[1] == 0 || x[1] % weight[1] != 0)
            throw new ArgumentException(
                $"weight has shape {weight}; its second size divides the {x[1]} channels of {x}.", nameof(weight));
        WindowLayout window = new((x[2], x[3]), (weight[2], weight[3]), stride, padding, dilation);
        return new(x[0], x[1], weight[0], x[1] / weight[1], window);
    }
}
