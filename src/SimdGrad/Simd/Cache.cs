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

    /// <summary>The bytes of the first-level data cache of a core; 32 KB where the processor does not tell.</summary>
    public static int FirstLevelBytes { get; } = ReadFirstLevelBytes();

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

    // What the instruction CPUID tells of each cache: AMD (manual 40332, function 8000_001Dh) in the form of Intel (manual
    // 325383, leaf 4), under another number.
    private static int ReadFirstLevelBytes()
    {
        const int unknown = 32 << 10, ofIntel = 4, extensions = unchecked((int)0x80000000), ofAmd = unchecked((int)0x8000001D);
        const int data = 1, unified = 3;
        if (!X86Base.IsSupported)
            return unknown;
        bool isAmd = (uint)X86Base.CpuId(extensions, 0).Eax >= unchecked((uint)ofAmd)
            && (X86Base.CpuId(extensions + 1, 0).Ecx & 1 << 22) != 0;
        if (!isAmd && X86Base.CpuId(0, 0).Eax < ofIntel)
            return unknown;
        for (int i = 0; ; i++)
        {
            var (a, b, sets, _) = X86Base.CpuId(isAmd ? ofAmd : ofIntel, i);
            int type = a & 0x1F, level = a >> 5 & 7;
            if (type == 0)
                return unknown;
            if (level == 1 && type is data or unified)
                return ((b >>> 22) + 1) * ((b >> 12 & 0x3FF) + 1) * ((b & 0xFFF) + 1) * (sets + 1);
        }
    }
}
