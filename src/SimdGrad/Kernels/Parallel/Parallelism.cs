namespace SimdGrad.Kernels;

/// <summary>How many threads a kernel may use. Results do not depend on it.</summary>
public static class Parallelism
{
    private static int s_maxThreads = Environment.ProcessorCount;

    /// <summary>
    /// The most threads, the calling one included, that one kernel uses; the number of processors unless set. Small problems
    /// run on the calling thread alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int MaxThreads
    {
        get => s_maxThreads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            s_maxThreads = value;
        }
    }

    /// <summary>
    /// Does all parts, on this thread and up to <see cref="MaxThreads"/> - 1 others. Returns when all are done. Allocates
    /// nothing once warm. May be called by many threads at once, and from within a part.
    /// </summary>
    /// <param name="parts">The number of parts.</param>
    /// <param name="body">What does one part.</param>
    /// <param name="wake">When threads that sleep are woken.</param>
    /// <exception cref="AggregateException">A part threw; the others were done all the same.</exception>
    internal static void For<TBody>(int parts, TBody body, Wake wake) where TBody : struct, IParallelBody
    {
        if (parts > 0)
            ParallelJob<TBody>.Run(parts, Math.Min(parts, MaxThreads) - 1, wake, body);
    }
}
