using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Data;

/// <summary>
/// The mini-batches of a data set: <c>foreach (var batch in batches.Epoch(epoch))</c>. The order of the rows is a function
/// of (seed, epoch, number of rows) alone, so that training can resume at any batch of any epoch. All epochs share one set of
/// buffers: enumerating allocates nothing, one enumeration can be in progress at a time, and use is not thread-safe.
/// </summary>
/// <typeparam name="T">Type of features and targets.</typeparam>
public sealed class Batches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const ulong ShuffleStream = 0x53485546UL << 32; // one purpose of the seed; see Dataset.SplitStream

    private readonly ulong _seed;
    private readonly int[] _order;
    private readonly BatchSlot<T>[] _slots;
    private readonly BatchQueue _queue;
    private readonly Action _shuffle;
    private int _epoch;

    internal Batches(Dataset<T> data, int size, ulong seed, bool dropLast, int prefetch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(prefetch);
        if (dropLast && size > data.Rows)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"Each batch of {data.Rows} rows would be dropped.");
        (_seed, Size) = (seed, size);
        Count = dropLast ? data.Rows / size : (int)(((long)data.Rows + size - 1) / size);
        _order = new int[data.Rows];
        _slots = new BatchSlot<T>[Math.Min(prefetch, Count - 1) + 1];
        for (int i = 0; i < _slots.Length; i++)
            _slots[i] = new BatchSlot<T>(data, Math.Min(size, data.Rows));
        _queue = new BatchQueue(_slots.Length - 1, (batch, slot) => _slots[slot].Load(RowsOf(batch)));
        _shuffle = Shuffle;
    }

    /// <summary>Rows in a batch; the last batch of an epoch may have fewer.</summary>
    public int Size { get; }

    /// <summary>Batches in an epoch, at least 1.</summary>
    public int Count { get; }

    /// <summary>Number of enumerations begun, by which an enumerator notices that its order is gone.</summary>
    internal int Started { get; private set; }

    /// <summary>The batches of one epoch, in which each row appears once (or not at all, if it is dropped).</summary>
    /// <param name="epoch">Number of the epoch, at least 0.</param>
    /// <param name="firstBatch">
    /// How many batches are left out at the beginning, since they were done before; all of them at most. The rest are the same.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative, or there are fewer batches.</exception>
    public BatchEpoch<T> Epoch(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, Count);
        return new BatchEpoch<T>(this, epoch, firstBatch);
    }

    internal void Start(int epoch, int firstBatch)
    {
        Started++;
        _epoch = epoch;
        _queue.Start(firstBatch, Count, _shuffle);
    }

    internal void Load(int batch) => _queue.Take(batch);

    internal Batch<T> View(int batch) => _slots[_queue.SlotOf(batch)].View(RowsOf(batch));

    private void Shuffle()
    {
        for (int row = 0; row < _order.Length; row++)
            _order[row] = row;
        new CounterRandom(_seed, ShuffleStream | (uint)_epoch).Shuffle(_order.AsSpan());
    }

    private ReadOnlySpan<int> RowsOf(int batch)
    {
        int first = batch * Size;
        return _order.AsSpan(first, Math.Min(Size, _order.Length - first));
    }
}
