using System.Runtime.CompilerServices;

namespace SimdGrad;

/// <summary>Memory that may be used again: a few ranges, so that a search is short. The rest is forgotten.</summary>
internal unsafe struct FreeRanges
{
    /// <summary>The least that is kept: below it a search takes longer than fetching other memory into the cache.</summary>
    public const int SmallestBytes = 4096;

    private const int Capacity = 16;

    private Ranges _ranges;
    private int _count;

    /// <summary>Whether there is nothing.</summary>
    public readonly bool IsEmpty => _count == 0;

    /// <summary>The bytes of all ranges.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a range, joined to a neighbor if there is one.</summary>
    public void Add(byte* start, nint bytes)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_ranges[i].Start + _ranges[i].Bytes == start || start + bytes == _ranges[i].Start)
            {
                start = start < _ranges[i].Start ? start : _ranges[i].Start;
                bytes += _ranges[i].Bytes;
                RemoveAt(i);
                // The other neighbor may be there too.
                i = -1;
            }
        }
        if (_count == Capacity)
        {
            int smallest = 0;
            for (int i = 1; i < Capacity; i++)
                if (_ranges[i].Bytes < _ranges[smallest].Bytes)
                    smallest = i;
            if (_ranges[smallest].Bytes >= bytes)
                return;
            RemoveAt(smallest);
        }
        _ranges[_count++] = new Range(start, bytes);
        Bytes += bytes;
    }

    /// <summary>Takes memory from the smallest range that has so much; null if none has.</summary>
    public byte* Take(nint bytes)
    {
        int best = -1;
        for (int i = 0; i < _count; i++)
            if (_ranges[i].Bytes >= bytes && (best < 0 || _ranges[i].Bytes < _ranges[best].Bytes))
                best = i;
        if (best < 0)
            return null;
        var (start, available) = _ranges[best];
        RemoveAt(best);
        if (available - bytes >= SmallestBytes)
        {
            _ranges[_count++] = new Range(start + bytes, available - bytes);
            Bytes += available - bytes;
        }
        return start;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        Bytes = 0;
    }

    private void RemoveAt(int index)
    {
        Bytes -= _ranges[index].Bytes;
        _ranges[index] = _ranges[--_count];
    }

    private readonly struct Range(byte* start, nint bytes)
    {
        public readonly byte* Start = start;
        public readonly nint Bytes = bytes;

        public void Deconstruct(out byte* start, out nint bytes)
        {
            start = Start;
            bytes = Bytes;
        }
    }

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private Range _first;
    }
}
