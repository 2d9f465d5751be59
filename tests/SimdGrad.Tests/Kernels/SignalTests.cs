using System.Diagnostics;
using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

[Collection(nameof(Serial))]
public sealed class SignalTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_raise_is_remembered_once()
    {
        var signal = new Signal();
        signal.Raise();
        signal.Raise();
        Assert.False(signal.Wait());
        Assert.False(signal.IsSleeping);
        var waiter = new Thread(() => signal.Wait());
        waiter.Start();
        Assert.True(SpinWait.SpinUntil(() => signal.IsSleeping, s_limit));
        signal.Raise();
        Assert.True(waiter.Join(s_limit));
        Assert.False(signal.IsSleeping);
    }

    // Each side waits for the other in turn, with pauses around the time after which a waiter goes to sleep, and some until
    // it does.
    [Fact]
    public void No_raise_is_lost()
    {
        const int Rounds = 4000, LongPause = 100;
        Signal ping = new(), pong = new();
        int value = 0, wrong = 0, slept = 0;
        var other = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                ping.Wait();
                if (value != 2 * i + 1)
                    wrong++;
                value++;
                Pause(i % 5);
                if (i % LongPause == 0)
                    SpinWait.SpinUntil(() => pong.IsSleeping, s_limit);
                pong.Raise();
            }
        });
        var thread = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                value++;
                Pause(i % 7);
                ping.Raise();
                slept += pong.Wait() ? 1 : 0;
                if (value != 2 * i + 2)
                    wrong++;
            }
        });
        other.Start();
        thread.Start();
        // Where the processor is busy otherwise a round may take long, but there is always a next one.
        for (int before = -1; !thread.Join(s_limit); before = value)
            Assert.NotEqual(before, Volatile.Read(ref value));
        Assert.True(other.Join(s_limit));
        Assert.Equal(0, wrong);
        Assert.InRange(slept, Rounds / LongPause, Rounds);

        static void Pause(int step)
        {
            long end = Stopwatch.GetTimestamp() + step * Signal.SpinMicroseconds * Stopwatch.Frequency / 3_000_000;
            while (Stopwatch.GetTimestamp() < end)
                Thread.SpinWait(1);
        }
    }
}
