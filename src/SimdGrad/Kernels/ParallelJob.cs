using System.Diagnostics.CodeAnalysis;

namespace SimdGrad.Kernels;

/// <summary>One run of <see cref="Parallelism.For"/> over several threads; reused by the thread that started it.</summary>
/// <remarks>
/// Threads claim parts by counting <c>_unclaimed</c> down; below zero there is nothing left. The caller claims too, so the
/// work is done even if the pool never gets to it. A pool thread that comes late finds a negative count, or helps with the
/// next run: the body is published before the count and read only after a claim.
/// </remarks>
/// <typeparam name="TBody">The work.</typeparam>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as its thread; the semaphore has no handle by itself.")]
internal sealed class ParallelJob<TBody> : IThreadPoolWorkItem where TBody : struct, IParallelBody
{
    [ThreadStatic]
    private static ParallelJob<TBody>? t_idle;

    // Released once a run. Unlike an event it allocates nothing when a thread first has to wait.
    private readonly SemaphoreSlim _done = new(0);
    private TBody _body;
    private int _unclaimed = -1;
    private int _unfinished;
    private int _queued;
    private Exception? _failure;
    private ParallelJob<TBody>? _nextIdle;

    /// <summary>Does all parts with up to <paramref name="helpers"/> threads beside this one.</summary>
    public static void Run(int parts, int helpers, in TBody body)
    {
        // Taken off the thread's list while in use, so that a run nested in a part on this thread gets a job of its own.
        var job = t_idle ?? new ParallelJob<TBody>();
        t_idle = job._nextIdle;
        job._body = body;
        job._unfinished = parts;
        Volatile.Write(ref job._unclaimed, parts);
        // Helpers of earlier runs that the pool has not got to yet will help with this one: a busy pool's queue must not grow.
        for (int i = Volatile.Read(ref job._queued); i < helpers; i++)
        {
            Interlocked.Increment(ref job._queued);
            ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
        }
        job.Work();
        job._done.Wait();
        var failure = job._failure;
        job._failure = null;
        job._nextIdle = t_idle;
        t_idle = job;
        if (failure is not null)
            throw new AggregateException(failure);
    }

    /// <summary>Helps, on a thread of the pool.</summary>
    public void Execute()
    {
        // Before the work, so that a run which begins too late to be seen from here queues a helper of its own.
        Interlocked.Decrement(ref _queued);
        Work();
    }

    // Does parts until none is left.
    private void Work()
    {
        for (int part; (part = Interlocked.Decrement(ref _unclaimed)) >= 0;)
        {
            try
            {
                _body.Invoke(part);
            }
            catch (Exception e)
            {
                _failure = e;
            }
            if (Interlocked.Decrement(ref _unfinished) == 0)
                _done.Release();
        }
    }
}
