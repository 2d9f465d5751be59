using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>Batch norm of rows of features, [batch, channels], or of sequences, [batch, channels, length].</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <inheritdoc/>
public sealed class BatchNorm1d<T> : BatchNorm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes a layer.</summary>
    /// <param name="channels">The number of channels.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="momentum">The share of a batch in the running statistics; null for the mean over all batches.</param>
    /// <param name="affine">Whether there are weight and bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public BatchNorm1d(int channels, double epsilon = 1e-5, double? momentum = 0.1, bool affine = true)
        : base(channels, epsilon, momentum, affine)
    {
    }

    private protected override void CheckRank(Shape input)
    {
        if (input.Rank is not (2 or 3))
            throw new ArgumentException(
                $"input has shape {input}; the layer takes [batch, {Channels}] or [batch, {Channels}, length].", nameof(input));
    }
}
