using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>Hints to the processor's caches; they never fault and never change a result.</summary>
internal static unsafe class Cache
{
    /// <summary>
    /// Asks for the line at an address, which need not be valid. Does nothing where there is no such instruction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }
}
