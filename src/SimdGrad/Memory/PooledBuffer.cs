using System.Diagnostics.CodeAnalysis;

namespace SimdGrad.Memory;

/// <summary>
/// A handle to <see cref="Length"/> elements of native memory, 64-byte aligned, rented from a <see cref="BufferPool"/>.
/// Copies of a handle stand for the same memory: return it once, through any of them; then all of them are dead.
/// </summary>
/// <remarks>
/// Each access checks that the handle is alive, at the price of one load and compare. A span that was taken before the
/// return is not checked; do not keep spans longer than the handle.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly PoolBlock? _block;
    private readonly long _generation;

    internal PooledBuffer(PoolBlock block, int length)
    {
        _block = block;
        _generation = block.Generation;
        Length = length;
    }

    /// <summary>Number of elements. Stays readable after the return; 0 for a default handle.</summary>
    public int Length { get; }

    /// <summary>The elements. Undefined until written.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was returned, through this handle or a copy.</exception>
    /// <exception cref="InvalidOperationException">The handle is <c>default</c>: it was never rented.</exception>
    public unsafe Span<T> Span => new(Pointer, Length);

    /// <summary>The address of the first element, 64-byte aligned. Throws as <see cref="Span"/> does.</summary>
    internal unsafe T* Pointer
    {
        get
        {
            PoolBlock? block = _block;
            if (block is null || Volatile.Read(ref block.Generation) != _generation)
                ThrowNotRented();
            return (T*)block.Pointer;
        }
    }

    /// <summary>Returns the memory to its pool. All copies of this handle are dead from here on.</summary>
    /// <exception cref="InvalidOperationException">
    /// The buffer was already returned, through this handle or a copy; or the handle is <c>default</c>.
    /// </exception>
    public void Dispose()
    {
        if (_block is null)
            ThrowNotRented();
        if (!_block.Pool.TryReturn(_block, _generation))
            throw new InvalidOperationException($"{Describe()} was already returned to its pool.{Site()}");
    }

    [DoesNotReturn]
    private void ThrowNotRented()
    {
        if (_block is null)
            throw new InvalidOperationException($"{Describe()} is default: it was never rented from a pool.");
        throw new ObjectDisposedException(null, $"{Describe()} was used after its return to the pool.{Site()}");
    }

    private string Describe() => $"PooledBuffer<{typeof(T).Name}> of length {Length}";

    private string Site() => _block!.Pool.DescribeSite(_block, _generation);
}
