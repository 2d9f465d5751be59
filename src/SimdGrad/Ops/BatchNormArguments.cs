using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>The arguments of batch norm.</summary>
internal static class BatchNormArguments
{
    /// <summary>How the channels of x lie, if the other arguments fit it and there are enough elements in each.</summary>
    public static AxisLayout Check<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias, double epsilon, int least)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = x.Shape;
        if (shape.Rank < 2)
            throw new ArgumentException($"x has shape {shape}; batch norm takes [batch, channels, ...].", nameof(x));
        Shape channels = [shape[1]];
        if (!weight.IsDefault && weight.Shape != channels)
            throw new ArgumentException(
                $"weight has shape {weight.Shape}; the channels of {shape} take {channels}.", nameof(weight));
        if (!bias.IsDefault && bias.Shape != channels)
            throw new ArgumentException($"bias has shape {bias.Shape}; the channels of {shape} take {channels}.", nameof(bias));
        if (!(epsilon >= 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        var layout = shape.Along(1);
        if (layout.Slices < least)
            throw new ArgumentException(
                $"x has shape {shape}; statistics of a batch take {least} or more elements a channel.", nameof(x));
        return layout;
    }
}
