namespace SimdGrad;

/// <summary>Memory that a tape takes back at its next reset: where an operation writes its result.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly unsafe ref struct TapeBuffer<T> where T : unmanaged
{
    internal TapeBuffer(T* pointer, int length)
    {
        Pointer = pointer;
        Length = length;
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements, 64-byte aligned; undefined until written.</summary>
    public Span<T> Span => new(Pointer, Length);

    internal T* Pointer { get; }
}
