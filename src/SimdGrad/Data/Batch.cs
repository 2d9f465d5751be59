using System.Numerics;

namespace SimdGrad.Data;

/// <summary>One mini-batch: contiguous copies of some rows of a data set, valid until the next batch is loaded.</summary>
/// <typeparam name="T">Type of features and targets.</typeparam>
public readonly ref struct Batch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<int> _labels;
    private readonly ReadOnlySpan<T> _targets;

    internal Batch(ReadOnlySpan<int> rows, ReadOnlySpan<T> features, ReadOnlySpan<int> labels, ReadOnlySpan<T> targets)
    {
        RowIndices = rows;
        Features = features;
        _labels = labels;
        _targets = targets;
    }

    /// <summary>Number of rows, at least 1.</summary>
    public int Count => RowIndices.Length;

    /// <summary>Index in the data set of each row of the batch.</summary>
    public ReadOnlySpan<int> RowIndices { get; }

    /// <summary>Count x Columns features, row after row.</summary>
    public ReadOnlySpan<T> Features { get; }

    /// <summary>The class of each row.</summary>
    /// <exception cref="InvalidOperationException">The data set has targets.</exception>
    public ReadOnlySpan<int> Labels =>
        _targets.IsEmpty ? _labels : throw new InvalidOperationException("This data set has targets, not labels.");

    /// <summary>Count x TargetColumns targets, row after row.</summary>
    /// <exception cref="InvalidOperationException">The data set has labels.</exception>
    public ReadOnlySpan<T> Targets =>
        _labels.IsEmpty ? _targets : throw new InvalidOperationException("This data set has labels, not targets.");
}
