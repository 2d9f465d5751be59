using System.Collections.Concurrent;
using System.Diagnostics;
using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

[Collection(nameof(Serial))]
public sealed class ParallelismTests
{
    // Far beyond what a run takes where the processor is busy otherwise, or emulated.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_part_runs_once(int threads)
    {
        using var scope = new ThreadCount(threads);
        foreach (int parts in (int[])[0, 1, 2, 3, 4, 5, 1000])
        {
            int[] counts = new int[parts];
            Parallelism.For(parts, new Count(counts), Wake.Now);
            Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(1));
        }
    }

    // So that a thread finds in its cache what it had before.
    [Fact]
    public void The_caller_takes_the_first_parts_and_another_thread_the_last()
    {
        using var scope = new ThreadCount(2);
        int[] threads = new int[5];
        int shared = 0;
        for (int run = 0; run < 1000 && shared < 10; run++)
        {
            Array.Clear(threads);
            Parallelism.For(threads.Length, new Meeting(threads, TimeSpan.FromMilliseconds(50)), Wake.Now);
            int own = threads.Count(thread => thread == Environment.CurrentManagedThreadId);
            Assert.All(threads[..own], thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
            shared += own is > 0 and < 5 ? 1 : 0;
        }
        Assert.Equal(10, shared);
    }

    [Fact]
    public void Every_part_runs_once_for_many_callers_at_once_and_nested()
    {
        using var scope = new ThreadCount(4);
        const int Callers = 8, Runs = 200, Outer = 5, Inner = 7;
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
        {
            for (int run = 0; run < Runs; run++)
            {
                int[] counts = new int[Outer * Inner];
                Parallelism.For(Outer, new Nest(counts, Inner), Wake.Now);
                if (counts.AsSpan().ContainsAnyExcept(1))
                    Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            Assert.True(thread.Join(s_limit));
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_part_that_throws_does_not_stop_the_others(int threads)
    {
        using var scope = new ThreadCount(threads);
        int[] counts = new int[9];
        for (int run = 1; run <= 3; run++)
        {
            var e = Assert.Throws<AggregateException>(() => Parallelism.For(counts.Length, new Count(counts, failing: 4), Wake.Now));
            Assert.Equal("part 4", Assert.Single(e.InnerExceptions).Message);
            Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(run));
        }
        // What failed is not remembered.
        Parallelism.For(counts.Length, new Count(counts), Wake.Now);
        Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Less_than_one_thread_is_an_error(int threads)
    {
        int before = Parallelism.MaxThreads;
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.MaxThreads = threads);
        Assert.Equal(threads, e.ActualValue);
        Assert.Equal(before, Parallelism.MaxThreads);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(2, true)]
    public void Warm_runs_allocate_nothing(int threads, bool nested)
    {
        using var scope = new ThreadCount(threads);
        int[] counts = new int[64];
        for (int run = 0; run < 20; run++)
            Run();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int run = 0; run < 200; run++)
                Run();
        }));

        void Run()
        {
            if (nested)
                Parallelism.For(8, new Nest(counts, 8), Wake.Now);
            else
                Parallelism.For(64, new Count(counts), Wake.Now);
        }
    }

    // Each thread has a first wait.
    [Fact]
    public void The_first_wait_for_others_allocates_nothing()
    {
        using var scope = new ThreadCount(2);
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 5 && allocated > 0; attempt++)
        {
            var thread = new Thread(() => allocated = Math.Min(allocated, AllocatedByTheFirstWait()));
            thread.Start();
            Assert.True(thread.Join(s_limit));
        }
        Assert.Equal(0, allocated);

        static long AllocatedByTheFirstWait()
        {
            int[] counts = new int[20];
            for (int run = 0; run < 20; run++)
                Parallelism.For(counts.Length, new Uneven(counts, 0, 0), Wake.Now);
            long before = GC.GetAllocatedBytesForCurrentThread();
            // The other thread is still at its first part when this one is through with the rest.
            Parallelism.For(counts.Length, new Uneven(counts, Environment.CurrentManagedThreadId, 100), Wake.Now);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Helpers_are_background_threads_of_the_library()
    {
        using var scope = new ThreadCount(3);
        var helpers = Enumerable.Range(0, 20).Select(_ => Record()).FirstOrDefault(threads => threads.Count > 0, []);
        Assert.NotEmpty(helpers);
        Assert.All(helpers, thread =>
        {
            Assert.True(thread.IsBackground);
            Assert.False(thread.IsThreadPoolThread);
            Assert.StartsWith("SimdGrad worker ", thread.Name, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_number_of_threads_follows_the_setting()
    {
        foreach (int threads in (int[])[5, 2, 1, 3])
        {
            using var scope = new ThreadCount(threads);
            // A worker that was about to help under the setting before may still come to the first run; and others, where the
            // processor is busy otherwise, too late for one.
            int least = Math.Min(1, threads - 1);
            Assert.Contains(Enumerable.Range(0, 20).Select(_ => Record().Count), count => count >= least && count < threads);
        }
    }

    [Fact]
    public void Every_part_runs_once_while_the_number_of_threads_changes()
    {
        using var scope = new ThreadCount(1);
        int wrong = 0, running = 3;
        Thread[] callers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            int[] counts = new int[20];
            for (int run = 1; run <= 2000; run++)
            {
                Parallelism.For(counts.Length, new Count(counts), (Wake)(run % 3));
                if (counts.AsSpan().ContainsAnyExcept(run))
                    Interlocked.Increment(ref wrong);
            }
            Interlocked.Decrement(ref running);
        }))];
        foreach (var caller in callers)
            caller.Start();
        for (int i = 0; Volatile.Read(ref running) > 0 && i < 20_000; i++)
        {
            Parallelism.MaxThreads = 1 + i * 5 % 8;
            Thread.Sleep(i % 2);
        }
        foreach (var caller in callers)
            Assert.True(caller.Join(s_limit));
        Assert.Equal(0, wrong);
    }

    // What never wakes is not worth it however often.
    [Theory]
    [InlineData(nameof(Wake.IfRepeated), true)]
    [InlineData(nameof(Wake.Never), false)]
    public void Sleeping_threads_are_woken_for_what_is_repeated(string wake, bool helped)
    {
        using var scope = new ThreadCount(2);
        Assert.Equal(helped, IsHelped(Enum.Parse<Wake>(wake)));
    }

    [Fact]
    public void Nor_are_they_woken_for_what_is_repeated_after_rests()
    {
        using var scope = new ThreadCount(2);
        int[] threads = new int[2];
        for (int run = 0; run < 200; run++)
        {
            Thread.Sleep(1);
            Parallelism.For(threads.Length, new Busy(40) { Threads = threads }, Wake.IfRepeated);
            Assert.All(threads, thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
        }
    }

    // One caller is in its first part all the while.
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Nor_where_there_are_as_many_callers_as_threads(int threads, bool helped)
    {
        using var scope = new ThreadCount(threads);
        using ManualResetEventSlim begun = new(), release = new();
        var caller = new Thread(() => Parallelism.For(2, new Held(begun, release), Wake.Never)) { IsBackground = true };
        caller.Start();
        begun.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(helped, IsHelped(Wake.IfRepeated));
        release.Set();
        Assert.True(caller.Join(s_limit));
    }

    // The runtime has work of its own now and then, and compiles anew what the tests before this have made hot. A single spinning
    // thread would take all of each pause.
    [Fact]
    public void Nothing_spins_while_there_is_nothing_to_do()
    {
        using var scope = new ThreadCount(4);
        int[] counts = new int[64];
        Parallelism.For(counts.Length, new Count(counts), Wake.Now);
        double least = double.MaxValue;
        for (int i = 0; i < 60 && least > 30; i++)
        {
            Thread.Sleep(10);
            var before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(300);
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        Assert.InRange(least, 0, 30);
    }

    [Fact]
    public void A_starved_thread_pool_delays_nothing()
    {
        using var scope = new ThreadCount(4);
        using ManualResetEventSlim release = new();
        // More than the pool will start threads for while the test runs.
        const int Blockers = 200;
        using CountdownEvent left = new(Blockers);
        for (int i = 0; i < Blockers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(
                state =>
                {
                    state.release.Wait();
                    state.left.Signal();
                },
                (release, left),
                preferLocal: false);
        int[] counts = new int[50];
        var thread = new Thread(() =>
        {
            for (int run = 0; run < 100; run++)
                Parallelism.For(counts.Length, new Count(counts), Wake.Now);
        });
        thread.Start();
        bool done = thread.Join(s_limit);
        release.Set();
        Assert.True(done);
        Assert.True(left.Wait(s_limit, TestContext.Current.CancellationToken));
        Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(100));
    }

    // Whether another thread, asleep at first, takes part in jobs as close to each other as one product is to the next.
    private static bool IsHelped(Wake wake) => Enumerable.Range(0, 20).Any(_ =>
    {
        Thread.Sleep(20);
        int[] threads = new int[2];
        for (int run = 0; run < 50; run++)
            Parallelism.For(threads.Length, new Busy(40) { Threads = threads }, wake);
        return threads.Any(thread => thread != Environment.CurrentManagedThreadId);
    });

    // The threads beside this one that took part in a run whose parts are long enough for all to come.
    private static List<Thread> Record()
    {
        ConcurrentDictionary<Thread, bool> threads = new();
        Parallelism.For(40, new Recording(threads), Wake.Now);
        return [.. threads.Keys.Where(thread => thread != Thread.CurrentThread)];
    }

    private readonly struct Recording(ConcurrentDictionary<Thread, bool> threads) : IParallelBody
    {
        public void Invoke(int part)
        {
            threads[Thread.CurrentThread] = true;
            Thread.Sleep(2);
        }
    }

    private readonly struct Count(int[] counts, int failing = -1) : IParallelBody
    {
        private readonly int[] _counts = counts;
        private readonly int _failing = failing;

        public void Invoke(int part)
        {
            Interlocked.Increment(ref _counts[part]);
            if (part == _failing)
                throw new InvalidOperationException($"part {part}");
        }
    }

    private readonly record struct Busy(int Microseconds) : IParallelBody
    {
        public int[] Threads { get; init; } = [];

        public void Invoke(int part)
        {
            Threads[part] = Environment.CurrentManagedThreadId;
            long begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin).TotalMicroseconds < Microseconds)
            {
            }
        }
    }

    private readonly struct Held(ManualResetEventSlim begun, ManualResetEventSlim release) : IParallelBody
    {
        public void Invoke(int part)
        {
            if (part > 0)
                return;
            begun.Set();
            release.Wait();
        }
    }

    private readonly struct Uneven(int[] counts, int fast, int milliseconds) : IParallelBody
    {
        public void Invoke(int part)
        {
            Interlocked.Increment(ref counts[part]);
            if (milliseconds > 0)
                Thread.Sleep(Environment.CurrentManagedThreadId == fast ? 1 : milliseconds);
        }
    }

    // The same type of body outside and inside would be one job a thread; a slice is another run of it all the same.
    private readonly struct Nest(int[] counts, int inner, int first = -1) : IParallelBody
    {
        public void Invoke(int part)
        {
            if (first < 0)
                Parallelism.For(inner, new Nest(counts, inner, part * inner), Wake.Now);
            else
                Interlocked.Increment(ref counts[first + part]);
        }
    }

    // Notes who does a part; the first waits until the last has begun.
    private readonly struct Meeting(int[] threads, TimeSpan limit) : IParallelBody
    {
        public void Invoke(int part)
        {
            Volatile.Write(ref threads[part], Environment.CurrentManagedThreadId);
            int[] all = threads;
            if (part == 0)
                SpinWait.SpinUntil(() => Volatile.Read(ref all[^1]) != 0, limit);
        }
    }
}
