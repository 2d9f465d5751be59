using System.Runtime.InteropServices;

namespace SimdGrad.Kernels;

/// <summary>Has a thread of the library's own wake on another processor than its waker's, where the system can (Linux).</summary>
/// <remarks>
/// On a virtual machine Linux often wakes a thread on its waker's processor though another is idle. There it waits for as long
/// as the waker computes, finds nothing left to do, sleeps, and is woken there the next time. Nothing depends on where a thread
/// runs: if there are no such calls, or the system declines, it wakes where the system likes.
/// </remarks>
internal sealed unsafe partial class Placement
{
    // As many processors as the C library's own sets have; where there are more the system declines.
    private const int Processors = 1024, WordBits = 64, SetBytes = Processors / 8;

    private readonly int _thread;
    private readonly ulong[] _allowed = new ulong[Processors / WordBits], _others = new ulong[Processors / WordBits];
    private bool _known, _restricted;

    private Placement(int thread) => _thread = thread;

    /// <summary>That of the calling thread; null where it cannot be placed.</summary>
    public static Placement? OfThisThread()
    {
        try
        {
            return OperatingSystem.IsLinux() ? new(GetThread()) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Learns where the thread, which calls it before it sleeps, may run.</summary>
    public void Learn()
    {
        fixed (ulong* allowed = _allowed)
            _known = GetAffinity(_thread, SetBytes, allowed) == 0;
    }

    /// <summary>Has the thread, which sleeps, wake on another processor than this, if it may run on others.</summary>
    public void KeepOff(int processor)
    {
        if (!_known || (uint)processor >= Processors)
            return;
        _allowed.CopyTo(_others, 0);
        _others[processor / WordBits] &= ~(1UL << (processor % WordBits));
        fixed (ulong* others = _others)
            _restricted = _others.AsSpan().ContainsAnyExcept(0UL) && SetAffinity(_thread, SetBytes, others) == 0;
    }

    /// <summary>Lets the thread, which calls it when it is awake, run again wherever it may.</summary>
    public void Release()
    {
        if (!_restricted)
            return;
        _restricted = false;
        fixed (ulong* allowed = _allowed)
            _ = SetAffinity(_thread, SetBytes, allowed);
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThread();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* set);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* set);
}
