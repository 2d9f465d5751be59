using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SimdGrad.Memory;

/// <summary>
/// One native block and its state. Handles point at this object instead of indexing a table: it never moves or is
/// reused for other memory, so a handle reads <see cref="Generation"/> without a lock, even after the memory was freed.
/// </summary>
internal sealed unsafe class PoolBlock
{
    /// <summary>Alignment of every block in bytes, and the size of the smallest: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    public readonly BufferPool Pool;
    public readonly void* Pointer;
    public readonly int SizeClass;

    /// <summary>
    /// Odd while rented, even while not; counts up on each rent and each return. Written under the pool's lock. With 64
    /// bits it never wraps, so no stale handle can match again.
    /// </summary>
    public long Generation;

    /// <summary>The next retained block of the same size class.</summary>
    public PoolBlock? Next;

    /// <summary>Where the block was last rented, if the pool tracks that.</summary>
    public StackTrace? Site;

    /// <summary>Allocates the memory. Throws <see cref="OutOfMemoryException"/> when there is none.</summary>
    public PoolBlock(BufferPool pool, int sizeClass)
    {
        Pool = pool;
        SizeClass = sizeClass;
        // A size beyond a 32-bit address space saturates, which the allocator then refuses.
        nuint bytes = nuint.CreateSaturating(Bytes);
        bool large = bytes >= LargePages.Bytes;
        Pointer = NativeMemory.AlignedAlloc(bytes, large ? LargePages.Bytes : Alignment);
        if (large)
            LargePages.Request(Pointer, bytes);
    }

    public long Bytes => (long)Alignment << SizeClass;

    public void Poison() => NativeMemory.Fill(Pointer, (nuint)Bytes, 0xFF);

    public void Free() => NativeMemory.AlignedFree(Pointer);
}
