using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>Indices, such as classes, that are written before each run of a <see cref="Replay{T}"/>.</summary>
public readonly struct ReplayIndices
{
    private readonly PooledBuffer<int> _buffer;
    private readonly int _length;

    internal ReplayIndices(PooledBuffer<int> buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The indices, zeros at first. Dead once the replay is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The replay is disposed.</exception>
    public Span<int> Values => _buffer.Span[.._length];

    /// <summary>The indices, to be read.</summary>
    public static implicit operator ReadOnlySpan<int>(ReplayIndices indices) => indices.Values;

    internal void Return() => _buffer.Dispose();
}
