using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public class BatchesTests
{
    [Property]
    public void An_epoch_visits_each_row_once(ulong seed, PositiveInt rows, PositiveInt size, NonNegativeInt epoch, bool labeled)
    {
        Batches<double> batches = DatasetTests.Numbered(rows.Get, labeled).Batches(size.Get, seed);
        var visited = new List<int>();
        int count = 0;
        foreach (Batch<double> batch in batches.Epoch(epoch.Get))
        {
            Assert.Equal(Math.Min(size.Get, rows.Get - visited.Count), batch.Count);
            Assert.Equal(2 * batch.Count, batch.Features.Length);
            int[] numbers = labeled
                ? DatasetTests.RowNumbers(batch.Features, batch.Labels, default)
                : DatasetTests.RowNumbers(batch.Features, default, batch.Targets);
            Assert.Equal(numbers, batch.RowIndices.ToArray());
            visited.AddRange(numbers);
            count++;
        }

        Assert.Equal(batches.Count, count);
        Assert.Equal(Enumerable.Range(0, rows.Get), visited.Order());
    }

    [Property]
    public void Dropping_the_last_batch_leaves_full_batches_of_the_same_order(ulong seed, PositiveInt rows, PositiveInt part)
    {
        int size = 1 + part.Get % rows.Get;
        Dataset<double> data = DatasetTests.Numbered(rows.Get, true);
        Batches<double> batches = data.Batches(size, seed, dropLast: true);
        Assert.Equal(rows.Get / size, batches.Count);
        foreach (Batch<double> batch in batches.Epoch(3))
            Assert.Equal(size, batch.Count);
        Assert.Equal(Order(data.Batches(size, seed), 3)[..(batches.Count * size)], Order(batches, 3));
    }

    [Fact]
    public void The_order_depends_on_seed_and_epoch_alone()
    {
        Dataset<double> data = DatasetTests.Numbered(100, true);
        Batches<double> batches = data.Batches(7, seed: 1);
        int[] first = Order(batches, 0);
        Assert.NotEqual(first, Order(batches, 1));
        Assert.NotEqual(first, Order(data.Batches(7, seed: 2), 0));
        Assert.NotEqual(first, Enumerable.Range(0, 100));
        Assert.Equal(first, Order(batches, 0));
        Assert.Equal(first, Order(DatasetTests.Numbered(100, false).Batches(32, seed: 1), 0));
    }

    [Fact]
    public void The_order_is_the_same_everywhere()
    {
        // Of the independent program that gave the bits of CounterRandomTests.
        Batches<double> batches = DatasetTests.Numbered(12, true).Batches(5, seed: 42);
        Assert.Equal([0, 6, 3, 1, 5, 4, 7, 10, 9, 8, 11, 2], Order(batches, 0));
        Assert.Equal([0, 8, 11, 10, 6, 4, 7, 9, 5, 2, 3, 1], Order(batches, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_warm_epoch_allocates_nothing(bool labeled)
    {
        Batches<double> batches = DatasetTests.Numbered(1000, labeled).Batches(32, seed: 1);
        double sum = Sum(batches, 0);
        Assert.Equal(0, Allocation.Of(() => Assert.True(sum == Sum(batches, 1))));
    }

    [Fact]
    public void Only_one_enumeration_can_be_in_progress()
    {
        Batches<double> batches = DatasetTests.Numbered(10, true).Batches(3, seed: 1);
        BatchEpoch<double> outer = batches.Epoch(0).GetEnumerator();
        Assert.True(outer.MoveNext());
        Order(batches, 1);
        Assert.Throws<InvalidOperationException>(() => outer.MoveNext());
        Assert.Throws<InvalidOperationException>(() => outer.Current.Count);
        Assert.Throws<InvalidOperationException>(() => batches.Epoch(0).GetEnumerator().Current.Count);
        outer = outer.GetEnumerator();
        for (int batch = 0; batch < 4; batch++)
            Assert.True(outer.MoveNext());
        Assert.False(outer.MoveNext());
    }

    [Fact]
    public void An_epoch_itself_is_no_enumerator()
    {
        Batches<double> batches = DatasetTests.Numbered(10, true).Batches(3, seed: 1);
        for (int enumerations = 0; enumerations < 2; enumerations++)
        {
            var epoch = batches.Epoch(0);
            Assert.Throws<InvalidOperationException>(() => epoch.MoveNext());
            Assert.Throws<InvalidOperationException>(() => epoch.Current.Count);
            Order(batches, 0);
        }
    }

    [Fact]
    public void A_batch_has_labels_or_targets()
    {
        foreach (Batch<double> batch in DatasetTests.Numbered(4, true).Batches(4, 1).Epoch(0))
            AssertThrows(batch, b => b.Targets.Length);
        foreach (Batch<double> batch in DatasetTests.Numbered(4, false).Batches(4, 1).Epoch(0))
            AssertThrows(batch, b => b.Labels.Length);
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_errors()
    {
        Dataset<double> data = DatasetTests.Numbered(10, true);
        Assert.Throws<ArgumentOutOfRangeException>("size", () => data.Batches(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => data.Batches(11, 1, dropLast: true));
        Assert.Throws<ArgumentOutOfRangeException>("epoch", () => data.Batches(2, 1).Epoch(-1));
        Assert.Equal(1, data.Batches(int.MaxValue, 1).Count);
    }

    private static void AssertThrows(Batch<double> batch, Func<Batch<double>, int> read)
    {
        try
        {
            read(batch);
        }
        catch (InvalidOperationException)
        {
            return;
        }

        Assert.Fail("No exception was thrown.");
    }

    private static int[] Order(Batches<double> batches, int epoch)
    {
        var order = new List<int>();
        foreach (Batch<double> batch in batches.Epoch(epoch))
            order.AddRange(batch.RowIndices);
        return [.. order];
    }

    private static double Sum(Batches<double> batches, int epoch)
    {
        double sum = 0;
        foreach (Batch<double> batch in batches.Epoch(epoch))
        {
            foreach (double value in batch.Features)
                sum += Math.Abs(value);
        }

        return sum;
    }
}
