using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>What batch norm with statistics of the batch and with given ones have in common.</summary>
internal static class BatchNormOperation
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

    /// <summary>
    /// Normalizes with the means at the beginning of <paramref name="saved"/>, whose rest receives the inverses.
    /// </summary>
    public static Tensor<T> Record<T>(
        Tensor<T> x, AxisLayout layout, Tensor<T> weight, Tensor<T> bias, double epsilon, TapeBuffer<T> saved,
        ReadOnlySpan<T> variances, bool ofBatch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = x.Tape.Allocate(layout.Elements);
        Span<T> means = saved.Span[..layout.Length], inverses = saved.Span[layout.Length..];
        BatchNorms.Forward(
            x.Values, layout, means, variances, weight.IsDefault ? default : weight.Values,
            bias.IsDefault ? default : bias.Values, T.CreateTruncating(epsilon), y.Span, inverses);
        return x.Tape.Record<BatchNorm>(x.Shape, y, saved, x, weight, bias, new(ofBatch));
    }
}
