using System.Numerics;

namespace SimdGrad;

/// <summary>Statistics of channels that a batch norm is given.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IStatistics<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The mean of each channel.</summary>
    ReadOnlySpan<T> Means { get; }

    /// <summary>The variance of each channel.</summary>
    ReadOnlySpan<T> Variances { get; }
}
