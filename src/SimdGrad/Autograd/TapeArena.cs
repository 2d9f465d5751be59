using System.Runtime.InteropServices;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>The memory of a tape: blocks from the pool, filled from the front, all taken back at once.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class TapeArena<T>(BufferPool pool) : IDisposable where T : unmanaged
{
    private const int FirstBlockBytes = 1 << 16;

    private readonly List<PooledBuffer<T>> _blocks = [];
    private int _current;
    private int _used;

    /// <summary>Takes memory for <paramref name="length"/> elements, 64-byte aligned.</summary>
    public unsafe TapeBuffer<T> Allocate(int length)
    {
        int lineLength = 64 / sizeof(T);
        while (_current < _blocks.Count)
        {
            var block = _blocks[_current];
            if (length <= block.Length - _used)
            {
                var buffer = new TapeBuffer<T>(block.Pointer + _used, length);
                _used = (int)Math.Min(block.Length, ((long)_used + length + lineLength - 1) / lineLength * lineLength);
                return buffer;
            }
            _current++;
            _used = 0;
        }
        // Twice the last block, so that a large graph takes few blocks.
        long next = _blocks.Count == 0 ? FirstBlockBytes / sizeof(T) : Math.Min(2L * _blocks[^1].Length, int.MaxValue);
        _blocks.Add(pool.Rent<T>((int)Math.Max(next, length)));
        return Allocate(length);
    }

    /// <summary>Takes everything back; the blocks are kept.</summary>
    public void Reset()
    {
        if ((pool.Diagnostics & BufferDiagnostics.Poison) != 0)
            for (int i = 0; i <= _current && i < _blocks.Count; i++)
                MemoryMarshal.AsBytes(_blocks[i].Span).Fill(0xFF);
        _current = 0;
        _used = 0;
    }

    /// <summary>Returns the blocks to the pool.</summary>
    public void Dispose()
    {
        foreach (var block in _blocks)
            block.Dispose();
        _blocks.Clear();
        _current = 0;
        _used = 0;
    }
}
