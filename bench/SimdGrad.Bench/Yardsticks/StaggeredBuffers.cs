using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// Buffers of one length for a kernel, filled with numbers from -4 to 4, at addresses that are spread evenly modulo 4096.
/// </summary>
/// <remarks>
/// Large blocks begin at the same offset of a page, and a load that agrees in its lower 12 bits with an earlier store waits
/// for that store: such a pair of buffers can be three times slower than the same kernel deserves.
/// </remarks>
internal sealed unsafe class StaggeredBuffers : IDisposable
{
    private const int PageElements = 4096 / sizeof(float);
    private const int LineElements = 64 / sizeof(float);

    private readonly PooledBuffer<float> _block;
    private readonly float* _start;
    private readonly int _length, _stride;

    /// <summary>Rents <paramref name="count"/> buffers of <paramref name="length"/> elements.</summary>
    public StaggeredBuffers(int count, int length)
    {
        int pages = (length + PageElements - 1) / PageElements;
        _length = length;
        _stride = pages * PageElements + PageElements / count / LineElements * LineElements;
        _block = BufferPool.Shared.Rent<float>(count * _stride);
        _start = _block.Pointer;
        var random = new CounterRandom(1);
        for (int i = 0; i < _block.Length; i++)
            _start[i] = (float)(8 * random.Uniform((ulong)i) - 4);
    }

    /// <summary>One of the buffers.</summary>
    public Span<float> this[int index] => new(_start + index * _stride, _length);

    public void Dispose() => _block.Dispose();
}
