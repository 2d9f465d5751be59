using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

public sealed class BufferPoolThreadingTests
{
    private const int Threads = 8;

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(1 << 20)]
    public void No_thread_sees_the_writes_of_another(long bound)
    {
        using BufferPool pool = new(bound, BufferDiagnostics.None);
        RunOnThreads(thread =>
        {
            Random random = new(thread);
            var held = new PooledBuffer<int>[8];
            for (int i = 0; i < held.Length; i++)
                held[i] = pool.Rent<int>(0);
            for (int step = 0; step < 5000; step++)
            {
                ref PooledBuffer<int> buffer = ref held[random.Next(held.Length)];
                Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(thread));
                buffer.Dispose();
                buffer = pool.Rent<int>(random.Next(300));
                buffer.Span.Fill(thread);
            }
            foreach (PooledBuffer<int> buffer in held)
                buffer.Dispose();
        });
        Assert.Equal((0, 0L), (pool.OutstandingCount, pool.OutstandingBytes));
        Assert.InRange(pool.RetainedBytes, 0, bound);
    }

    [Fact]
    public void Of_many_returns_of_one_buffer_one_succeeds()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.None);
        PooledBuffer<int>[] buffers = [.. Enumerable.Range(0, 2000).Select(_ => pool.Rent<int>(16))];
        int errors = 0;
        RunOnThreads(_ =>
        {
            foreach (PooledBuffer<int> buffer in buffers.AsSpan(0, 200))
                try
                {
                    buffer.Dispose();
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref errors);
                }
        });
        Assert.Equal(200 * (Threads - 1), errors);
        Assert.Equal((1800, 1800 * 64L, 200 * 64L), (pool.OutstandingCount, pool.OutstandingBytes, pool.RetainedBytes));
    }

    private static void RunOnThreads(Action<int> body)
    {
        using Barrier start = new(Threads);
        Task[] tasks = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                body(thread);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        Task.WaitAll(tasks, TestContext.Current.CancellationToken);
    }
}
