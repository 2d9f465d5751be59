using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Results that are written past the caches, since they are larger.</summary>
internal static class Streamed
{
    /// <summary>Whether to write a result so: it is large, and can be aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool Pays<T>(Span<T> y) where T : unmanaged =>
        (long)y.Length * sizeof(T) >= Cache.StreamedBytes && IsAligned(y);

    private static unsafe bool IsAligned<T>(Span<T> y) where T : unmanaged =>
        (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(y)) % (nuint)sizeof(T) == 0;
}
