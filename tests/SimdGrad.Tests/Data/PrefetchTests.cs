using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public sealed class PrefetchTests
{
    [Property]
    public void The_batches_are_those_without(ulong seed, PositiveInt rows, PositiveInt size, byte ahead, bool labeled, bool made)
    {
        var data = DatasetTests.Numbered(rows.Get, labeled);
        var plain = data.Batches(size.Get, seed);
        var prefetched = (made ? Made(data) : data).Batches(size.Get, seed, prefetch: 1 + ahead % 4);
        for (int epoch = 0; epoch < 2; epoch++)
            Assert.Equal(Rows(plain, epoch, labeled: labeled), Rows(prefetched, epoch, labeled: labeled));
    }

    [Property]
    public void An_epoch_goes_on_in_the_middle(ulong seed, PositiveInt rows, PositiveInt size, byte part, bool ahead)
    {
        var batches = DatasetTests.Numbered(rows.Get, true).Batches(size.Get, seed, prefetch: ahead ? 2 : 0);
        int done = part % (batches.Count + 1);
        Assert.Equal(Rows(batches, 5).Skip(done * size.Get), Rows(batches, 5, done));
    }

    [Fact]
    public void No_more_is_loaded_ahead_than_was_asked_for()
    {
        var loaded = new ConcurrentBag<int>();
        var data = new Dataset<float>((row, features) => loaded.Add(row), 1, new int[100]);
        int batch = 0;
        foreach (var _ in data.Batches(5, seed: 1, prefetch: 3).Epoch(0))
        {
            batch++;
            Thread.Sleep(1);
            Assert.InRange(loaded.Count, 5 * batch, Math.Min(100, 5 * (batch + 3)));
        }
        Assert.Equal(20, batch);
        Assert.Equal(Enumerable.Range(0, 100), loaded.Order());
    }

    [Fact]
    public void Another_thread_loads_while_this_one_works()
    {
        var threads = new ConcurrentDictionary<int, bool>();
        var data = new Dataset<float>((row, features) => threads[Environment.CurrentManagedThreadId] = true, 1, new int[200]);
        for (int epoch = 0; epoch < 100 && !threads.Keys.Any(id => id != Environment.CurrentManagedThreadId); epoch++)
            foreach (var _ in data.Batches(10, seed: 1, prefetch: 2).Epoch(epoch))
                Thread.Sleep(1);
        Assert.Contains(threads.Keys, id => id != Environment.CurrentManagedThreadId);

        threads.Clear();
        foreach (var _ in data.Batches(10, seed: 1).Epoch(0))
        {
        }
        Assert.Equal([Environment.CurrentManagedThreadId], threads.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_the_delegate_throws_comes_at_its_batch_and_the_batch_can_be_tried_again(int ahead)
    {
        bool broken = true;
        var data = new Dataset<double>(
            (row, features) => features[0] = row == 7 && broken ? throw new IOException("unreadable") : row, 1, new int[20]);
        var batches = data.Batches(1, seed: 3, prefetch: ahead);
        int[] order = Rows(DatasetTests.Numbered(20, true).Batches(1, seed: 3), 0);
        var epoch = batches.Epoch(0).GetEnumerator();
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i] == 7)
            {
                Assert.Equal("unreadable", Assert.Throws<IOException>(() => epoch.MoveNext()).Message);
                broken = false;
            }
            Assert.True(epoch.MoveNext());
            Assert.Equal(order[i], epoch.Current.Features[0]);
        }
        Assert.False(epoch.MoveNext());
    }

    [Fact]
    public void A_batch_that_failed_is_not_tried_again_before_it_is_asked_for()
    {
        int loads = 0;
        var queue = new BatchQueue(1, (batch, _) =>
        {
            if (batch == 0 && loads++ == 0)
                throw new IOException("unreadable");
        });
        queue.Start(0, 2, () => { });
        Assert.Throws<IOException>(() => queue.Take(0));
        ((IThreadPoolWorkItem)queue).Execute(); // as one that was queued long ago and comes late
        Assert.Equal(1, loads);
        queue.Take(0);
        Assert.Equal(2, loads);
    }

    [Fact]
    public void An_epoch_that_is_left_early_does_not_disturb_the_next()
    {
        var batches = Made(DatasetTests.Numbered(50, true)).Batches(3, seed: 1, prefetch: 3);
        int[] expected = Rows(DatasetTests.Numbered(50, true).Batches(3, seed: 1), 1);
        for (int leave = 1; leave < 15; leave++)
        {
            int count = 0;
            foreach (var _ in batches.Epoch(0))
                if (++count == leave)
                    break;
            Assert.Equal(expected, Rows(batches, 1));
        }
    }

    [Fact]
    public void A_warm_epoch_allocates_nothing_here()
    {
        var batches = DatasetTests.Numbered(1000, true).Batches(32, seed: 1, prefetch: 2);
        long least = long.MaxValue;
        // The thread pool allocates now and then.
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var batch in batches.Epoch(attempt))
                Assert.True(batch.Count > 0);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_errors()
    {
        var data = DatasetTests.Numbered(10, true);
        Assert.Throws<ArgumentOutOfRangeException>("prefetch", () => data.Batches(1, 1, prefetch: -1));
        var batches = data.Batches(3, 1, prefetch: int.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>("firstBatch", () => batches.Epoch(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("firstBatch", () => batches.Epoch(0, 5));
        Assert.Empty(Rows(batches, 0, 4));
    }

    /// <summary>The same rows, whose features are made when they are needed.</summary>
    private static Dataset<double> Made(Dataset<double> data)
    {
        double[] features = data.Features.ToArray();
        RowReader<double> reader = (row, target) => features.AsSpan(row * data.Columns, data.Columns).CopyTo(target);
        return data.TargetColumns > 0
            ? new Dataset<double>(reader, data.Columns, data.Targets.ToArray(), data.TargetColumns)
            : new Dataset<double>(reader, data.Columns, data.Labels.ToArray());
    }

    private static int[] Rows(Batches<double> batches, int epoch, int firstBatch = 0, bool labeled = true)
    {
        var rows = new List<int>();
        foreach (var batch in batches.Epoch(epoch, firstBatch))
        {
            rows.AddRange(batch.RowIndices);
            int[] numbers = labeled
                ? DatasetTests.RowNumbers(batch.Features, batch.Labels, default)
                : DatasetTests.RowNumbers(batch.Features, default, batch.Targets);
            Assert.Equal(batch.RowIndices.ToArray(), numbers);
        }
        return [.. rows];
    }
}
