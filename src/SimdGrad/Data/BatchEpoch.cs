using System.Numerics;

namespace SimdGrad.Data;

/// <summary>The batches of one epoch and, without allocation, the enumerator over them.</summary>
/// <typeparam name="T">Type of features and targets.</typeparam>
public struct BatchEpoch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The enumeration that an epoch itself is of: only what GetEnumerator gives can be moved.
    private const int NotBegun = -1;

    private readonly Batches<T> _batches;
    private readonly int _epoch;
    private readonly int _first;
    private readonly int _started;
    private int _next;

    internal BatchEpoch(Batches<T> batches, int epoch, int first) =>
        (_batches, _epoch, _first, _started) = (batches, epoch, first, NotBegun);

    private BatchEpoch(in BatchEpoch<T> epoch)
    {
        this = epoch;
        (_started, _next) = (_batches.Started, _first);
    }

    /// <summary>The batch that <see cref="MoveNext"/> has loaded; its spans are overwritten by the next one.</summary>
    /// <exception cref="InvalidOperationException">No batch is loaded, or another enumeration has begun.</exception>
    public readonly Batch<T> Current
    {
        get
        {
            ThrowIfStale();
            if (_next == _first)
                throw new InvalidOperationException("MoveNext has not been called.");
            return _batches.View(_next - 1);
        }
    }

    /// <summary>Shuffles the rows for this epoch; called by <c>foreach</c>.</summary>
    public readonly BatchEpoch<T> GetEnumerator()
    {
        _batches.Start(_epoch, _first);
        return new(in this);
    }

    /// <summary>Loads the next batch; called by <c>foreach</c>.</summary>
    /// <returns>False after the last batch, which then stays loaded.</returns>
    /// <exception cref="InvalidOperationException">
    /// This is no enumerator but an epoch, or another enumeration of the same batches has begun.
    /// </exception>
    /// <remarks>What the data set's delegate throws is thrown here; another call tries that batch again.</remarks>
    public bool MoveNext()
    {
        ThrowIfStale();
        if (_next == _batches.Count)
            return false;
        _batches.Load(_next);
        _next++;
        return true;
    }

    private readonly void ThrowIfStale()
    {
        if (_started == NotBegun)
            throw new InvalidOperationException("This is no enumerator; GetEnumerator, or foreach, gives one.");
        if (_started != _batches.Started)
            throw new InvalidOperationException("Another enumeration of these batches has begun; only one can be in progress.");
    }
}
