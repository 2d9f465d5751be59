namespace SimdGrad.Bench;

/// <summary>
/// The yardstick of everything that is no matrix product: <see cref="Span{T}.CopyTo"/> of as many elements as the kernel
/// reads, so that both live in the same cache.
/// </summary>
internal sealed class CopyBandwidth : IDisposable
{
    private const double SampleSeconds = 2e-4;

    private readonly StaggeredBuffers<float> _buffers;
    private readonly int _bytes;
    private readonly int _calls;

    /// <summary>Prepares to copy so many floats.</summary>
    public CopyBandwidth(int elements)
    {
        _buffers = new StaggeredBuffers<float>(elements, elements);
        _bytes = elements * sizeof(float);
        _calls = Timing.CallsFor(Copy, SampleSeconds);
    }

    /// <summary>One measurement, in copied bytes a second of one thread; each is counted once, though read and written.</summary>
    public double Measure() => _bytes / Timing.Seconds(Copy, _calls);

    public void Dispose() => _buffers.Dispose();

    private void Copy() => _buffers[0].CopyTo(_buffers[1]);
}
