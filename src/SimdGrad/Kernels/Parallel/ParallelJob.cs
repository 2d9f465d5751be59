using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>One run of <see cref="Parallelism.For"/> over several threads; reused by the thread that started it.</summary>
/// <remarks>
/// Threads claim parts by counting <c>_unclaimed</c> down; below zero there is nothing left. The caller claims too, so the
/// work is done even if no other thread gets to it. A thread that comes late finds a negative count, or helps with the next
/// run: what a part needs is published before the count and read only after a claim.
/// </remarks>
internal abstract class ParallelJob
{
    private readonly Signal _done = new();
    private int _unclaimed = -1;
    private int _unfinished;
    private Exception? _failure;

    /// <summary>The parts that no thread has begun; less than one if there are none.</summary>
    public int Unclaimed => Volatile.Read(ref _unclaimed);

    /// <summary>Does parts until none is left to begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Work()
    {
        for (int part; (part = Interlocked.Decrement(ref _unclaimed)) >= 0;)
        {
            try
            {
                Invoke(part);
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
    protected void Run(int parts, int helpers, bool wake)
    {
        _unfinished = parts;
        Volatile.Write(ref _unclaimed, parts);
        int place = ParallelWorker.Post(this, helpers, wake);
        Work();
        ParallelWorker.Withdraw(place);
        _done.Wait();
        var failure = _failure;
        _failure = null;
        if (failure is not null)
            throw new AggregateException(failure);
    }

    /// <summary>Does one part.</summary>
    protected abstract void Invoke(int part);
}
