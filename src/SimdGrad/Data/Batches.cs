using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Data;

/// <summary>
/// The mini-batches of a data set: <c>foreach (var batch in batches.Epoch(epoch))</c>. The order of the rows is a function
/// of (seed, epoch, number of rows) alone, so that training can resume at any epoch. All epochs share one set of buffers:
/// enumerating allocates nothing, one enumeration can be in progress at a time, and use is not thread-safe.
/// </summary>
/// <typeparam name="T">Type of features and targets.</typeparam>
public sealed class Batches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const ulong ShuffleStream = 0x53485546UL << 32; // one purpose of the seed; see Dataset.SplitStream

    private readonly Dataset<T> _data;
    private readonly ulong _seed;
    private readonly int[] _order;
    private readonly T[] _features;
    private readonly int[] _labels;
    private readonly T[] _targets;

    internal Batches(Dataset<T> data, int size, ulong seed, bool dropLast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (dropLast && size > data.Rows)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"Each batch of {data.Rows} rows would be dropped.");
        (_data, _seed, Size) = (data, seed, size);
        Count = dropLast ? data.Rows / size : (int)(((long)data.Rows + size - 1) / size);
        int largest = Math.Min(size, data.Rows);
        _order = new int[data.Rows];
        _features = new T[largest * data.Columns];
        _labels = new int[data.TargetColumns == 0 ? largest : 0];
        _targets = new T[largest * data.TargetColumns];
    }

    /// <summary>Rows in a batch; the last batch of an epoch may have fewer.</summary>
    public int Size { get; }

    /// <summary>Batches in an epoch, at least 1.</summary>
    public int Count { get; }

    /// <summary>Number of enumerations begun, by which an enumerator notices that its order is gone.</summary>
    internal int Started { get; private set; }

    /// <summary>The batches of one epoch, in which each row appears once (or not at all, if it is dropped).</summary>
    /// <param name="epoch">Number of the epoch, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative.</exception>
    public BatchEpoch<T> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return new BatchEpoch<T>(this, epoch);
    }

    internal void Start(int epoch)
    {
        Started++;
        for (int row = 0; row < _order.Length; row++)
            _order[row] = row;
        new CounterRandom(_seed, ShuffleStream | (uint)epoch).Shuffle(_order.AsSpan());
    }

    internal void Load(int batch) => _data.Gather(RowsOf(batch), _features, _labels, _targets);

    internal Batch<T> View(int batch)
    {
        ReadOnlySpan<int> rows = RowsOf(batch);
        return new Batch<T>(
            rows,
            _features.AsSpan(0, rows.Length * _data.Columns),
            _labels.AsSpan(0, _data.TargetColumns == 0 ? rows.Length : 0),
            _targets.AsSpan(0, rows.Length * _data.TargetColumns));
    }

    private ReadOnlySpan<int> RowsOf(int batch)
    {
        int first = batch * Size;
        return _order.AsSpan(first, Math.Min(Size, _order.Length - first));
    }
}
