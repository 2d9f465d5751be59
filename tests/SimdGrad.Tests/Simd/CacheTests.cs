using System.Globalization;
using System.Runtime.Intrinsics.X86;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class CacheTests
{
    [Fact]
    public void First_level_has_a_size_that_caches_have()
    {
        int bytes = Cache.FirstLevelBytes;
        Assert.InRange(bytes, 16 << 10, 1 << 20);
        Assert.Equal(0, bytes % 4096);
    }

    // Another reader of the same facts. Cores may differ.
    [Fact]
    public void First_level_is_that_which_the_system_knows()
    {
        const string processors = "/sys/devices/system/cpu";
        Assert.SkipUnless(X86Base.IsSupported && Directory.Exists($"{processors}/cpu0/cache"), "No Linux on x86 that tells.");
        var known = Directory.EnumerateDirectories(processors, "cpu?*")
            .Select(processor => Path.Combine(processor, "cache"))
            .Where(Directory.Exists)
            .SelectMany(caches => Directory.EnumerateDirectories(caches, "index*"))
            .Where(cache => Read(cache, "level") == "1" && Read(cache, "type") is "Data" or "Unified")
            .Select(cache => int.Parse(Read(cache, "size").TrimEnd('K'), CultureInfo.InvariantCulture) << 10);
        Assert.Contains(Cache.FirstLevelBytes, known);
    }

    private static string Read(string cache, string file) => File.ReadAllText(Path.Combine(cache, file)).Trim();
}
