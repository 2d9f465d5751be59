namespace SimdGrad.Tests;

/// <summary>What warm code allocates on the managed heap.</summary>
internal static class Allocation
{
    private const int Attempts = 20;

    /// <summary>
    /// The bytes that an action allocates on this thread: the least of several runs, of one if that is none. A collection that
    /// others cause meanwhile counts what is left of this thread's allocation block.
    /// </summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
