namespace SimdGrad.Tests;

/// <summary>
/// Starts the threads that the pool keeps, since a thread that it starts later is allocated by whoever queues the work.
/// </summary>
internal static class WarmThreadPool
{
    public static void Start()
    {
        ThreadPool.GetMinThreads(out int threads, out _);
        // Not disposed: the others may still be leaving it.
        Barrier all = new(threads + 1);
        for (int i = 0; i < threads; i++)
            ThreadPool.UnsafeQueueUserWorkItem(barrier => barrier.SignalAndWait(), all, preferLocal: false);
        all.SignalAndWait();
    }
}
