using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>
/// The library's own threads, which help the callers of <see cref="Parallelism.For"/>. They are started when first wanted, sleep
/// when there is nothing to do, and do not keep the process alive.
/// </summary>
/// <remarks>
/// Jobs are posted in a table that workers search; nobody waits for a worker that has not begun a part. Who posts a job tells
/// the workers that are awake, and wakes two that sleep; each of those wakes two more, so that the time to wake many grows as
/// the logarithm of their number.
/// </remarks>
internal sealed class ParallelWorker
{
    private const int Wakes = 2;

    // Callers beyond these do their work alone: there are then more of them than processors.
    private static readonly ParallelJob?[] s_posted = new ParallelJob?[64];
    private static readonly Lock s_starting = new();
    private static ParallelWorker[] s_workers = [];

    private readonly Signal _signal = new();
    private bool _busy;

    /// <summary>Shows a job to up to so many workers, starting those that there are not yet.</summary>
    /// <param name="job">The job.</param>
    /// <param name="helpers">The number of workers that it can use.</param>
    /// <param name="wake">Whether it is worth waking workers that sleep.</param>
    /// <param name="sleep">Whether some of so many sleep on, as they are not to be woken.</param>
    /// <returns>The job's place in the table; negative if none was free.</returns>
    public static int Post(ParallelJob job, int helpers, bool wake, out bool sleep)
    {
        sleep = false;
        if (helpers <= 0)
            return -1;
        if (helpers > Volatile.Read(ref s_workers).Length)
            Start(helpers);
        int place = 0;
        while (place < s_posted.Length
            && (Volatile.Read(ref s_posted[place]) is not null
                || Interlocked.CompareExchange(ref s_posted[place], job, null) is not null))
            place++;
        if (place == s_posted.Length)
            return -1;
        if (wake)
            Tell(helpers, Wakes);
        else if (Callers() < Parallelism.MaxThreads)
            sleep = Tell(helpers, 0);
        return place;
    }

    // Where these are as many as there may be threads, each has a job of its own: help with small ones would only take turns.
    private static int Callers()
    {
        int callers = 0;
        for (int i = 0; i < s_posted.Length; i++)
            callers += Volatile.Read(ref s_posted[i]) is null ? 0 : 1;
        return callers;
    }

    /// <summary>Takes back what <see cref="Post"/> showed.</summary>
    public static void Withdraw(int place)
    {
        if (place >= 0)
            Volatile.Write(ref s_posted[place], null);
    }

    // Tells up to so many workers that there is work: those that look for some, and of those that sleep no more than so
    // many. A busy worker will look again when it is through, and does not count. Returns whether more are wanted, and sleep.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Tell(int wanted, int wakes)
    {
        bool sleep = false;
        var workers = Volatile.Read(ref s_workers);
        int allowed = Math.Min(workers.Length, Parallelism.MaxThreads - 1);
        for (int i = 0; i < allowed && wanted > 0; i++)
        {
            var worker = workers[i];
            bool sleeping = worker._signal.IsSleeping;
            if (sleeping && wakes-- <= 0)
            {
                sleep = true;
                continue;
            }
            worker._signal.Raise();
            if (!Volatile.Read(ref worker._busy))
                wanted--;
        }
        return sleep && wanted > 0;
    }

    // The work that there is for worker number `index`.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ParallelJob? Find(int index)
    {
        if (index < Parallelism.MaxThreads - 1)
        {
            for (int i = 0; i < s_posted.Length; i++)
            {
                var job = Volatile.Read(ref s_posted[i]);
                if (job?.Unclaimed > 0)
                    return job;
            }
        }
        return null;
    }

    private static void Start(int count)
    {
        lock (s_starting)
        {
            var workers = s_workers;
            if (count <= workers.Length)
                return;
            int first = workers.Length;
            Array.Resize(ref workers, count);
            for (int i = first; i < count; i++)
            {
                int index = i;
                workers[i] = new ParallelWorker();
                new Thread(() => workers[index].Live(index)) { IsBackground = true, Name = $"SimdGrad worker {index}" }
                    .UnsafeStart();
            }
            Volatile.Write(ref s_workers, workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Live(int index)
    {
        _signal.Placement = Placement.OfThisThread();
        while (true)
        {
            bool slept = _signal.Wait();
            Volatile.Write(ref _busy, true);
            while (Find(index) is { } job)
            {
                if (slept)
                    Tell(job.Unclaimed, Wakes);
                slept = false;
                job.Work(fromEnd: true);
            }
            Volatile.Write(ref _busy, false);
        }
    }
}
