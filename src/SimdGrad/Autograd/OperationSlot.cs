using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdGrad;

/// <summary>Where a node keeps its operation, whatever its type: the numbers that the backward pass goes by.</summary>
internal struct OperationSlot
{
    /// <summary>The most bytes that an operation may take.</summary>
    public const int Size = 16;

    private Storage16 _bytes;

    /// <summary>Throws unless a slot can keep the operation.</summary>
    /// <exception cref="NotSupportedException">The operation takes more than <see cref="Size"/> bytes.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check<TOperation>() where TOperation : unmanaged
    {
        if (Unsafe.SizeOf<TOperation>() > Size)
            throw new NotSupportedException(
                $"{typeof(TOperation)} takes {Unsafe.SizeOf<TOperation>()} bytes; a tape keeps {Size} of an operation.");
    }

    /// <summary>Keeps an operation that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set<TOperation>(TOperation operation) where TOperation : unmanaged =>
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference<byte>(_bytes), operation);

    /// <summary>The operation that was kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TOperation Get<TOperation>() where TOperation : unmanaged =>
        Unsafe.ReadUnaligned<TOperation>(in MemoryMarshal.GetReference<byte>(_bytes));

    [InlineArray(Size)]
    private struct Storage16
    {
        private byte _first;
    }
}
