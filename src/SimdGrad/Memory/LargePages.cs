using System.Runtime.InteropServices;

namespace SimdGrad.Memory;

/// <summary>
/// Asks the operating system for large pages, where it gives them on request (transparent huge pages of Linux).
/// </summary>
/// <remarks>
/// The translation of addresses has room for some thousand pages of 4 KB, which is 8 MB; walking down a matrix of more takes a
/// lookup for each row. Nothing depends on the request: where there is no such call, or the system declines, pages stay small.
/// </remarks>
internal static unsafe partial class LargePages
{
    /// <summary>The size of a large page, and the alignment that memory needs for it: 2 MB.</summary>
    public const nuint Bytes = 1 << 21;

    private const int MadviseHugePage = 14;

    private static bool s_available = OperatingSystem.IsLinux();

    /// <summary>Asks for large pages for memory that begins at a multiple of their size.</summary>
    public static void Request(void* memory, nuint bytes)
    {
        if (!s_available)
            return;
        try
        {
            _ = Advise(memory, bytes, MadviseHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_available = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* memory, nuint bytes, int advice);
}
