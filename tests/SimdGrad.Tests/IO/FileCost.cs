using System.Diagnostics;
using Xunit;

namespace SimdGrad.Tests.IO;

/// <summary>
/// What a hostile file may cost: 64 MB of memory, counted as all that was ever allocated, and a second, or more where the
/// processor is slow.
/// </summary>
internal static class FileCost
{
    private const long MostBytes = 64_000_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(SampleCount.Thinning);

    /// <summary>Runs the action and fails if it cost more. Where the processor is busy otherwise, it gets another try.</summary>
    public static void Bounded(Action action)
    {
        for (int attempt = 1; ; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            action();
            var elapsed = Stopwatch.GetElapsedTime(start);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
            if (elapsed < s_longest)
                return;
            Assert.True(attempt < 5, $"It took {elapsed.TotalSeconds:F1} s.");
        }
    }
}
