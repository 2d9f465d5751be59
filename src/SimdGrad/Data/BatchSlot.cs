using System.Numerics;

namespace SimdGrad.Data;

/// <summary>Memory for the rows of one mini-batch.</summary>
/// <typeparam name="T">Type of features and targets.</typeparam>
/// <param name="data">The data set the rows are of.</param>
/// <param name="largest">The most rows in a batch.</param>
internal sealed class BatchSlot<T>(Dataset<T> data, int largest)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _features = new T[checked(largest * data.Columns)];
    private readonly int[] _labels = new int[data.TargetColumns == 0 ? largest : 0];
    private readonly T[] _targets = new T[checked(largest * data.TargetColumns)];

    /// <summary>Copies rows here.</summary>
    public void Load(ReadOnlySpan<int> rows) => data.Gather(rows, _features, _labels, _targets);

    /// <summary>The rows, which were loaded.</summary>
    public Batch<T> View(ReadOnlySpan<int> rows) => new(
        rows,
        _features.AsSpan(0, rows.Length * data.Columns),
        _labels.AsSpan(0, data.TargetColumns == 0 ? rows.Length : 0),
        _targets.AsSpan(0, rows.Length * data.TargetColumns));
}
