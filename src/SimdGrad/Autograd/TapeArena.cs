using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>
/// The memory of a tape: blocks from the pool, filled from the front, all taken back at once. What is given back before that, if
/// it is large enough to be worth the search, is used again.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed unsafe class TapeArena<T>(BufferPool pool) : IDisposable where T : unmanaged
{
    private const int FirstBlockBytes = 1 << 16, LineBytes = 64;

    private readonly List<PooledBuffer<T>> _blocks = [];
    private FreeRanges _free;
    private int _current = -1;

    // What is left of the current block, and the bytes handed out before it.
    private byte* _next, _end, _start;
    private long _before, _peak;

    /// <summary>The bytes in use: handed out and not given back.</summary>
    public long UsedBytes => _before + (_next - _start) - _free.Bytes;

    /// <summary>The most bytes in use at a time since the last reset.</summary>
    public long PeakBytes => Math.Max(_peak, UsedBytes);

    /// <summary>The bytes of the blocks.</summary>
    public long RentedBytes
    {
        get
        {
            long bytes = 0;
            foreach (var block in _blocks)
                bytes += (long)block.Length * sizeof(T);
            return bytes;
        }
    }

    /// <summary>Takes memory for <paramref name="length"/> elements, 64-byte aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeBuffer<T> Allocate(int length)
    {
        nint bytes = Bytes(length);
        byte* start = _next;
        if (bytes > _end - start || (bytes >= FreeRanges.SmallestBytes && !_free.IsEmpty))
            return AllocateElsewhere(length);
        _next = start + bytes;
        return new TapeBuffer<T>((T*)start, length);
    }

    /// <summary>Gives memory back before the reset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(T* start, int length)
    {
        nint bytes = Bytes(length);
        if (bytes >= FreeRanges.SmallestBytes)
            FreeLarge((byte*)start, bytes);
    }

    /// <summary>Takes everything back; the blocks are kept.</summary>
    public void Reset()
    {
        if ((pool.Diagnostics & BufferDiagnostics.Poison) != 0)
            for (int i = 0; i <= _current; i++)
                MemoryMarshal.AsBytes(_blocks[i].Span).Fill(0xFF);
        _free.Clear();
        _before = 0;
        _peak = 0;
        if (_current >= 0)
            Enter(0);
    }

    /// <summary>How far the memory is handed out.</summary>
    public ArenaMark Mark() => new(_current, _next, _before);

    /// <summary>
    /// Takes back what was handed out since the mark. What was given back before that is not used again: its users come again.
    /// </summary>
    public void Rewind(in ArenaMark mark)
    {
        _free.Clear();
        if (mark.Block < 0)
        {
            if (_current >= 0)
                Enter(0);
        }
        else if (_current != mark.Block)
        {
            Enter(mark.Block);
        }
        if (mark.Block >= 0)
            _next = mark.Next;
        _before = mark.Before;
        _peak = 0;
    }

    /// <summary>Returns the blocks to the pool.</summary>
    public void Dispose()
    {
        foreach (var block in _blocks)
            block.Dispose();
        _blocks.Clear();
        _free.Clear();
        _current = -1;
        _next = _end = _start = null;
        _before = 0;
    }

    // Also what has no element has an address of its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Bytes(int length) =>
        ((nint)Math.Max(length, 1) * sizeof(T) + LineBytes - 1) & -LineBytes;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TapeBuffer<T> AllocateElsewhere(int length)
    {
        nint bytes = Bytes(length);
        byte* start = bytes >= FreeRanges.SmallestBytes ? _free.Take(bytes) : null;
        if (start == null)
        {
            while (bytes > _end - _next)
                NextBlock(length);
            start = _next;
            _next += bytes;
        }
        return new TapeBuffer<T>((T*)start, length);
    }

    private void NextBlock(int length)
    {
        if (_current + 1 == _blocks.Count)
        {
            // Twice the last block, so that a large graph takes few blocks.
            long next = _blocks.Count == 0 ? FirstBlockBytes / sizeof(T) : Math.Min(2L * _blocks[^1].Length, int.MaxValue);
            // Whole lines, as they are handed out.
            next = Math.Max(next, Bytes(length) / sizeof(T));
            _blocks.Add(pool.Rent<T>((int)Math.Min(next, int.MaxValue)));
        }
        _before += _next - _start;
        Enter(_current + 1);
    }

    private void Enter(int block)
    {
        _current = block;
        _next = _start = (byte*)_blocks[block].Pointer;
        // The pool's blocks are whole lines, whatever their length in elements.
        _end = _start + Bytes(_blocks[block].Length);
    }

    private void FreeLarge(byte* start, nint bytes)
    {
        _peak = PeakBytes;
        if ((pool.Diagnostics & BufferDiagnostics.Poison) != 0)
            new Span<byte>(start, (int)Math.Min(bytes, int.MaxValue)).Fill(0xFF);
        _free.Add(start, bytes);
    }
}
