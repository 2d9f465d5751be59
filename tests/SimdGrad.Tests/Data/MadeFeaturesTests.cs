using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public sealed class MadeFeaturesTests
{
    [Fact]
    public void Features_are_made_when_a_batch_needs_them()
    {
        int calls = 0;
        var data = new Dataset<float>(
            (row, features) =>
            {
                calls++;
                features.Fill(10 * row);
            }, 3, new[] { 0, 1, 2, 3 });
        Assert.Equal((4, 3, 0), (data.Rows, data.Columns, data.TargetColumns));
        Assert.Throws<InvalidOperationException>(() => data.Features.Length);
        Assert.Equal(0, calls);
        foreach (var batch in data.Batches(4, seed: 1).Epoch(0))
            for (int i = 0; i < 4; i++)
            {
                float value = 10 * batch.Labels[i];
                Assert.Equal([value, value, value], batch.Features.Slice(3 * i, 3).ToArray());
            }
        Assert.Equal(4, calls);
    }

    [Fact]
    public void A_split_keeps_features_that_are_made_with_their_rows()
    {
        foreach (bool labeled in new[] { true, false })
        {
            RowReader<double> reader = (row, features) => (features[0], features[1]) = (row, -row);
            var data = DatasetTests.Numbered(20, labeled);
            var made = labeled
                ? new Dataset<double>(reader, 2, data.Labels.ToArray())
                : new Dataset<double>(reader, 2, data.Targets.ToArray(), 3);
            var (first, second) = made.Split(0.3, seed: 5);
            var (expectedFirst, expectedSecond) = data.Split(0.3, seed: 5);
            Assert.Equal(expectedFirst.Features.ToArray(), Load(first));
            Assert.Equal(expectedSecond.Features.ToArray(), Load(second));
            if (labeled)
                Assert.Equal(expectedSecond.Labels.ToArray(), second.Labels.ToArray());
            else
                Assert.Equal(expectedSecond.Targets.ToArray(), second.Targets.ToArray());
        }
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_errors()
    {
        RowReader<float> reader = (_, _) => { };
        Assert.Throws<ArgumentNullException>("reader", () => new Dataset<float>((RowReader<float>)null!, 1, new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => new Dataset<float>(reader, 0, new int[1]));
        Assert.Throws<ArgumentException>("labels", () => new Dataset<float>(reader, 1, Array.Empty<int>()));
        Assert.Throws<ArgumentException>("labels", () => new Dataset<float>(reader, 1, new[] { 0, -1 }));
        Assert.Throws<ArgumentException>("targets", () => new Dataset<float>(reader, 1, new float[3], 2));
        Assert.Throws<ArgumentException>("targets", () => new Dataset<float>(reader, 1, Array.Empty<float>(), 2));
        Assert.Throws<ArgumentOutOfRangeException>("targetColumns", () => new Dataset<float>(reader, 1, new float[3], 0));
    }

    private static double[] Load(Dataset<double> data)
    {
        var features = new double[data.Rows * data.Columns];
        foreach (var batch in data.Batches(1, seed: 1).Epoch(0))
            batch.Features.CopyTo(features.AsSpan(batch.RowIndices[0] * data.Columns));
        return features;
    }
}
