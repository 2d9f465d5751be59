namespace SimdGrad.Tests.Kernels;

/// <summary>Elements that end right before, or begin right after, memory whose use ends the process.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed unsafe class GuardedBuffer<T> : IDisposable where T : unmanaged
{
    private readonly ProtectedPages _pages;

    public GuardedBuffer(int capacity) => _pages = new ProtectedPages(capacity * sizeof(T));

    /// <summary>The last or first <paramref name="length"/> elements.</summary>
    public Span<T> Take(int length, bool atEnd)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)length * sizeof(T), _pages.Length, nameof(length));
        nint start = atEnd ? _pages.First + _pages.Length - (nint)length * sizeof(T) : _pages.First;
        return new Span<T>((void*)start, length);
    }

    /// <summary>The same, filled with a copy.</summary>
    public Span<T> Take(ReadOnlySpan<T> values, bool atEnd)
    {
        var span = Take(values.Length, atEnd);
        values.CopyTo(span);
        return span;
    }

    public void Dispose() => _pages.Dispose();
}
