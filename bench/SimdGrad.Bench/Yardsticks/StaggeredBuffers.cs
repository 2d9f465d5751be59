using System.Numerics;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// Buffers for a kernel, filled with numbers from -4 to 4, at addresses that are multiples of 64 and spread evenly modulo 4096.
/// </summary>
/// <remarks>
/// Large blocks begin at the same offset of a page, and a load that agrees in its lower 12 bits with an earlier store waits
/// for that store: such a pair of buffers can be three times slower than the same kernel deserves.
/// </remarks>
internal sealed unsafe class StaggeredBuffers<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int PageBytes = 4096, LineBytes = 64;

    private readonly PooledBuffer<T> _block;
    private readonly int[] _lengths;
    private readonly int[] _starts;

    /// <summary>Rents buffers of these lengths.</summary>
    public StaggeredBuffers(params int[] lengths)
    {
        int page = PageBytes / sizeof(T), line = LineBytes / sizeof(T);
        int stagger = page / lengths.Length / line * line;
        _lengths = lengths;
        _starts = new int[lengths.Length];
        int end = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            _starts[i] = end + i * stagger;
            end += (lengths[i] + page - 1) / page * page + page;
        }
        _block = BufferPool.Shared.Rent<T>(end);
        var random = new CounterRandom(1);
        for (int i = 0; i < end; i++)
            _block.Pointer[i] = T.CreateTruncating(8 * random.Uniform((ulong)i) - 4);
    }

    /// <summary>One of the buffers.</summary>
    public Span<T> this[int index] => new(Pointer(index), _lengths[index]);

    /// <summary>Where one of the buffers begins.</summary>
    public T* Pointer(int index) => _block.Pointer + _starts[index];

    public void Dispose() => _block.Dispose();
}
