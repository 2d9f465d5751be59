using System.Globalization;
using System.Runtime.InteropServices;
using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

public sealed class LargePagesTests
{
    private const string Switch = "/sys/kernel/mm/transparent_hugepage/enabled", Map = "/proc/self/smaps";

    // The kernel notes a request in the flags of the mapping, whether or not it has large pages to spare. That smaller blocks do
    // not ask cannot be seen there: they may get memory for which a larger one asked.
    [Theory]
    [InlineData((1 << 21) - 64)]
    [InlineData(3 << 20)]
    public void Large_blocks_ask_for_large_pages(int bytes)
    {
        // Emulators show mappings of their own.
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(Switch) && File.Exists(Map),
            "No transparent huge pages here.");
        using BufferPool pool = new(0, BufferDiagnostics.None);
        using var buffer = pool.Rent<byte>(bytes);
        foreach (int offset in (int[])[0, bytes / 2, bytes - 1])
            Assert.Contains("hg", FlagsOf(Address(buffer) + (nuint)offset));
    }

    [Fact]
    public void Large_blocks_begin_at_a_large_page()
    {
        using BufferPool pool = new(0, BufferDiagnostics.None);
        using var buffer = pool.Rent<double>(1 << 19);
        Assert.Equal(0u, Address(buffer) % LargePages.Bytes);
    }

    // As for memory that is not there.
    [Fact]
    public unsafe void A_request_that_is_declined_is_no_error() =>
        LargePages.Request((void*)LargePages.Bytes, LargePages.Bytes);

    private static unsafe nuint Address<T>(PooledBuffer<T> buffer) where T : unmanaged => (nuint)buffer.Pointer;

    // The mapping that contains an address is a line "from-to ...", followed by lines of what is known of it.
    private static string[] FlagsOf(nuint address)
    {
        bool found = false;
        foreach (string line in File.ReadLines(Map))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Split('-') is [var from, var to])
                found = address >= Hexadecimal(from) && address < Hexadecimal(to);
            else if (found && words[0] == "VmFlags:")
                return words;
        }
        return [];

        static ulong Hexadecimal(string digits) => ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
