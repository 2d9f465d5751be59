using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>Hints to the processor's caches; they never fault and never change a result.</summary>
internal static unsafe class Cache
{
    /// <summary>
    /// The bytes of a result from which on it is written past the caches: what little of it they would hold is not what is read
    /// next, and a line that is written whole is then not read first.
    /// </summary>
    public const long StreamedBytes = 1L << 25;

    /// <summary>Makes what was stored past the caches seen by other threads that this one lets go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fence()
    {
        if (Sse.IsSupported)
            Sse.StoreFence();
        else
            Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// Asks for the line at an address, which need not be valid. Does nothing where there is no such instruction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>The same, for what is wanted later: the line comes into the second-level cache only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchFar(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
