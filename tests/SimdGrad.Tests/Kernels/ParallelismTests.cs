using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

[Collection(nameof(Serial))]
public sealed class ParallelismTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

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
            Parallelism.For(parts, new Count(counts));
            Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(1));
        }
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
                Parallelism.For(Outer, new Nest(counts, Inner));
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
            var e = Assert.Throws<AggregateException>(() => Parallelism.For(counts.Length, new Count(counts, failing: 4)));
            Assert.Equal("part 4", Assert.Single(e.InnerExceptions).Message);
            Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(run));
        }
        // What failed is not remembered.
        Parallelism.For(counts.Length, new Count(counts));
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
        WarmThreadPool.Start();
        for (int run = 0; run < 20; run++)
            Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 200; run++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            if (nested)
                Parallelism.For(8, new Nest(counts, 8));
            else
                Parallelism.For(64, new Count(counts));
        }
    }

    [Fact]
    public void The_first_wait_for_others_allocates_nothing()
    {
        using var scope = new ThreadCount(2);
        int[] counts = new int[20];
        WarmThreadPool.Start();
        for (int run = 0; run < 20; run++)
            Parallelism.For(counts.Length, new Uneven(counts, 0, 0));
        long before = GC.GetAllocatedBytesForCurrentThread();
        // The other thread is still at its first part when this one is through with the rest.
        Parallelism.For(counts.Length, new Uneven(counts, Environment.CurrentManagedThreadId, 100));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(21));
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
                Parallelism.For(counts.Length, new Count(counts));
        });
        thread.Start();
        bool done = thread.Join(s_limit);
        release.Set();
        Assert.True(done);
        Assert.True(left.Wait(s_limit, TestContext.Current.CancellationToken));
        Assert.Equal(-1, counts.AsSpan().IndexOfAnyExcept(100));
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
                Parallelism.For(inner, new Nest(counts, inner, part * inner));
            else
                Interlocked.Increment(ref counts[first + part]);
        }
    }
}
