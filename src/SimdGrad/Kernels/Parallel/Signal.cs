using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>
/// What one thread waits for and any thread raises; a raise before the wait is remembered, several count as one. Allocates
/// nothing once warm.
/// </summary>
/// <remarks>
/// Waking a sleeping thread takes tens of microseconds and as long of the waker's own time as a small product, so the wait
/// begins with a spin that costs about as much as the wake it may save. It is bounded by the clock, and it yields: where
/// another thread wants the processor, the time is that thread's.
/// </remarks>
internal sealed class Signal
{
    private const int Unset = 0, Set = 1, Sleeping = 2;

    private readonly object _gate = new();
    private int _state;

    // Whether the waiter is in the monitor, which it cannot leave while another thread has the gate.
    private bool _waits;

    /// <summary>Where the waiter, a thread that waits for nothing else, is to wake; null if that is left to the system.</summary>
    public Placement? Placement { get; set; }

    /// <summary>How long a wait spins before it sleeps.</summary>
    public const int SpinMicroseconds = 150;

    /// <summary>The same in ticks of <see cref="Stopwatch"/>.</summary>
    public static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

    /// <summary>Whether the waiter sleeps, so that raising is expensive.</summary>
    public bool IsSleeping => Volatile.Read(ref _state) == Sleeping;

    /// <summary>Ends the wait, or the next one.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _state, Set) != Sleeping)
            return;
        lock (_gate)
        {
            if (_waits)
                Placement?.KeepOff(Thread.GetCurrentProcessorId());
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until the signal is raised, and takes it back.</summary>
    /// <returns>Whether the thread slept.</returns>
    public bool Wait()
    {
        bool slept = !Spin() && Interlocked.CompareExchange(ref _state, Sleeping, Unset) == Unset;
        if (slept)
            Sleep();
        // Not a plain store: what was written before a second raise, which found the first, is to be seen from here on.
        Interlocked.Exchange(ref _state, Unset);
        return slept;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private bool Spin()
    {
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (int i = 0; i < 16; i++)
            {
                if (Volatile.Read(ref _state) == Set)
                    return true;
                Thread.SpinWait(1);
            }
            Thread.Yield();
        }
        while (Stopwatch.GetTimestamp() < end);
        return false;
    }

    private void Sleep()
    {
        lock (_gate)
        {
            Placement?.Learn();
            for (_waits = true; Volatile.Read(ref _state) == Sleeping;)
                Monitor.Wait(_gate);
            _waits = false;
        }
        Placement?.Release();
    }
}
