using System.Diagnostics;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public sealed class PlacementTests
{
    private const string Key = "Cpus_allowed_list:";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    // Emulators show processes of their own.
    private static bool IsVisible => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        && File.Exists("/proc/thread-self/status");

    [Fact]
    public void A_thread_is_kept_off_a_processor_until_it_is_released()
    {
        Assert.SkipUnless(IsVisible, "Where threads may run is not to be seen here.");
        OnThreadOfItsOwn(status =>
        {
            var placement = Assert.IsType<Placement>(Placement.OfThisThread());
            var allowed = Allowed(status);
            placement.KeepOff(allowed.Min);
            Assert.Equal(allowed, Allowed(status));
            placement.Learn();
            foreach (int processor in allowed)
            {
                Task.Run(() => placement.KeepOff(processor), TestContext.Current.CancellationToken).Wait();
                Assert.Equal(allowed.Count == 1 ? allowed : [.. allowed.Where(other => other != processor)], Allowed(status));
            }
            placement.Release();
            Assert.Equal(allowed, Allowed(status));
        });
    }

    [Fact]
    public void It_is_left_where_it_is_if_it_may_run_nowhere_else()
    {
        Assert.SkipUnless(IsVisible, "Where threads may run is not to be seen here.");
        OnThreadOfItsOwn(status =>
        {
            foreach (int processor in (int[])[.. Allowed(status), -1, 1 << 20])
            {
                var placement = Placement.OfThisThread()!;
                placement.Learn();
                placement.KeepOff(processor);
            }
            Assert.Single(Allowed(status));
        });
    }

    // For a moment, until it is awake: seen now and then.
    [Fact]
    public void Who_sleeps_for_a_signal_is_kept_off_its_wakers_processor()
    {
        Assert.SkipUnless(IsVisible && Environment.ProcessorCount > 1, "Where threads may run is not to be seen here.");
        var signal = new Signal();
        string? status = null;
        bool ended = false;
        var waiter = new Thread(() =>
        {
            signal.Placement = Placement.OfThisThread();
            Volatile.Write(ref status, $"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/status");
            while (!Volatile.Read(ref ended))
                signal.Wait();
        });
        waiter.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref status) is not null, s_limit));
        int allowed = Allowed(status!).Count, least = allowed;
        for (long start = Stopwatch.GetTimestamp(); least == allowed && Stopwatch.GetElapsedTime(start) < s_limit;)
        {
            if (!signal.IsSleeping)
                continue;
            signal.Raise();
            least = Math.Min(least, Allowed(status!).Count);
        }
        Volatile.Write(ref ended, true);
        signal.Raise();
        waiter.Join();
        Assert.Equal(allowed - 1, least);
    }

    // Two threads raise, so that some raises come before the waiter sleeps, and some while another wakes it.
    [Fact]
    public void Who_waits_for_a_signal_may_run_everywhere_afterwards()
    {
        Assert.SkipUnless(IsVisible, "Where threads may run is not to be seen here.");
        const int Rounds = 100;
        var signal = new Signal();
        int slept = 0;
        bool ended = false;
        Thread[] raisers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                if (signal.IsSleeping)
                    signal.Raise();
                Thread.Yield();
            }
        }))];
        Array.ForEach(raisers, raiser => raiser.Start());
        try
        {
            OnThreadOfItsOwn(status =>
            {
                signal.Placement = Placement.OfThisThread();
                var allowed = Allowed(status);
                for (int i = 0; i < Rounds; i++)
                {
                    slept += signal.Wait() ? 1 : 0;
                    Assert.Equal(allowed, Allowed(status));
                }
            });
        }
        finally
        {
            Volatile.Write(ref ended, true);
            Array.ForEach(raisers, raiser => raiser.Join());
        }
        Assert.True(slept > 0);
    }

    private static void OnThreadOfItsOwn(Action<string> test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
            test($"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/status")));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    // As of "0-3,6".
    private static SortedSet<int> Allowed(string status)
    {
        string list = File.ReadLines(status).Single(line => line.StartsWith(Key, StringComparison.Ordinal))[Key.Length..];
        return [.. list.Split(',').Select(range => range.Split('-')).SelectMany(ends =>
            Enumerable.Range(int.Parse(ends[0]), int.Parse(ends[^1]) - int.Parse(ends[0]) + 1))];
    }
}
