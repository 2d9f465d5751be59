using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>One run of <see cref="Parallelism.For"/> over several threads; reused by the thread that started it.</summary>
/// <remarks>
/// Threads claim parts by counting <c>_unclaimed</c> down; below zero there is nothing left. The caller claims too, so the
/// work is done even if no other thread gets to it. A thread that comes late finds a negative count, or helps with the next
/// run: what a part needs is published before the count and read only after a claim.
/// The caller takes the first part that there is and others the last: what one run leaves in the cache of a processor, the next
/// run over the same data finds there. So the count has a second half: how many were taken from the end.
/// </remarks>
internal abstract class ParallelJob
{
    private const long FromEnd = 1L << 32;

    // How long the jobs of this thread that followed each other have taken while workers slept that could have helped; when the
    // last of them ended. One is woken when that is longer than it would have spun: like the spin, about what a wake costs.
    [ThreadStatic]
    private static long t_unhelped, t_ended;

    private readonly Signal _done = new();
    private long _unclaimed = -1;
    private int _parts;
    private int _unfinished;
    private Exception? _failure;

    /// <summary>The parts that no thread has begun; less than one if there are none.</summary>
    public int Unclaimed => (int)Volatile.Read(ref _unclaimed);

    /// <summary>Does parts until none is left to begin.</summary>
    /// <param name="fromEnd">Whether to begin with the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Work(bool fromEnd)
    {
        for (long claim; (int)(claim = Interlocked.Add(ref _unclaimed, fromEnd ? FromEnd - 1 : -1)) >= 0;)
        {
            int left = (int)claim, taken = (int)(claim >> 32);
            try
            {
                Invoke(fromEnd ? _parts - taken : _parts - taken - left - 1);
            }
            catch (Exception e)
            {
                _failure = e;
            }
            if (Interlocked.Decrement(ref _unfinished) == 0)
                _done.Raise();
        }
    }

    /// <summary>Does all parts with up to <paramref name="helpers"/> workers beside this thread.</summary>
    /// <param name="parts">The number of parts.</param>
    /// <param name="helpers">The most workers that can help.</param>
    /// <param name="wake">When those that sleep are woken.</param>
    protected void Run(int parts, int helpers, Wake wake)
    {
        _unfinished = _parts = parts;
        Volatile.Write(ref _unclaimed, parts);
        long began = 0;
        if (wake == Wake.IfRepeated && helpers > 0)
        {
            began = Stopwatch.GetTimestamp();
            if (began - t_ended > Signal.SpinTicks)
                t_unhelped = 0;
            else if (t_unhelped > Signal.SpinTicks)
                (wake, t_unhelped) = (Wake.Now, 0);
        }
        int place = ParallelWorker.Post(this, helpers, wake == Wake.Now, out bool sleep);
        Work(fromEnd: false);
        ParallelWorker.Withdraw(place);
        _done.Wait();
        if (began != 0)
        {
            t_ended = Stopwatch.GetTimestamp();
            t_unhelped += sleep ? t_ended - began : 0;
        }
        var failure = _failure;
        _failure = null;
        if (failure is not null)
            throw new AggregateException(failure);
    }

    /// <summary>Does one part.</summary>
    protected abstract void Invoke(int part);
}
