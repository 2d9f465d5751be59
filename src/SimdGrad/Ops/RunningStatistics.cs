using System.Numerics;

namespace SimdGrad;

/// <summary>The running statistics of a batch norm, in buffers of the model.</summary>
/// <param name="Mean">The running mean of each channel.</param>
/// <param name="Variance">The running variance of each channel.</param>
/// <param name="BatchCount">The number of batches.</param>
/// <param name="Momentum">The share of a batch; null for the mean over all batches.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly record struct RunningStatistics<T>(
    ModelBuffer<T> Mean, ModelBuffer<T> Variance, ModelBuffer<T> BatchCount, double? Momentum) : IStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ReadOnlySpan<T> Means => Mean.Values;

    public ReadOnlySpan<T> Variances => Variance.Values;

    /// <summary>
    /// running = (1 - momentum) running + momentum observed: the mean, and the unbiased variance.
    /// </summary>
    /// <param name="batchMeans">The mean of each channel of a batch.</param>
    /// <param name="batchVariances">The variance, without correction.</param>
    /// <param name="count">The elements of the batch in each channel.</param>
    public void Update(ReadOnlySpan<T> batchMeans, ReadOnlySpan<T> batchVariances, int count)
    {
        ref T batches = ref BatchCount.Values[0];
        batches += T.One;
        T share = Momentum is { } momentum ? T.CreateTruncating(momentum) : T.One / batches;
        T unbiased = T.CreateTruncating(count) / T.CreateTruncating(count - 1);
        Span<T> means = Mean.Values, variances = Variance.Values;
        for (int c = 0; c < means.Length; c++)
        {
            means[c] = (T.One - share) * means[c] + share * batchMeans[c];
            variances[c] = (T.One - share) * variances[c] + share * (batchVariances[c] * unbiased);
        }
    }
}
