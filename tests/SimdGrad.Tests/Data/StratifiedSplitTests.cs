using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public sealed class StratifiedSplitTests
{
    [Property]
    public void Each_class_is_shared_out_as_the_whole_is(ulong seed, NonEmptyArray<byte> classes, PositiveInt part)
    {
        int[] labels = [.. classes.Get.Select(c => c % 4 * 1000), 0];
        double fraction = (1 + part.Get % (labels.Length - 1)) / (double)labels.Length;
        float[] features = [.. Enumerable.Range(0, labels.Length)];
        var (first, second) = new Dataset<float>(features, 1, labels).SplitStratified(fraction, seed);

        Assert.Equal((int)Math.Round(fraction * labels.Length), first.Rows);
        Assert.Equal(features, first.Features.ToArray().Concat(second.Features.ToArray()).Order());
        foreach (var data in new[] { first, second })
            for (int row = 0; row < data.Rows; row++)
                Assert.Equal(labels[(int)data.Features[row]], data.Labels[row]);
        foreach (var group in labels.GroupBy(label => label))
        {
            double share = fraction * group.Count();
            Assert.InRange(first.Labels.Count(group.Key), Math.Floor(share), Math.Floor(share) + 1);
        }
    }

    [Fact]
    public void A_rare_class_is_in_both_parts_and_the_order_is_shuffled()
    {
        int[] labels = [.. Enumerable.Repeat(0, 90), .. Enumerable.Repeat(1, 10)];
        var data = new Dataset<float>(new float[100], 1, labels);
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (train, test) = data.SplitStratified(0.8, seed);
            Assert.Equal((8, 2), (train.Labels.Count(1), test.Labels.Count(1)));
            Assert.NotEqual(train.Labels.ToArray().Order(), train.Labels.ToArray());
        }
    }

    [Fact]
    public void The_rows_depend_on_the_seed_alone()
    {
        var data = DatasetTests.Numbered(50, true);
        Assert.Equal(data.SplitStratified(0.5, 1).First.Labels.ToArray(), data.SplitStratified(0.5, 1).First.Labels.ToArray());
        Assert.NotEqual(data.SplitStratified(0.5, 1).First.Labels.ToArray(), data.SplitStratified(0.5, 2).First.Labels.ToArray());
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_errors()
    {
        Assert.Throws<InvalidOperationException>(() => DatasetTests.Numbered(10, false).SplitStratified(0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => DatasetTests.Numbered(10, true).SplitStratified(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => DatasetTests.Numbered(10, true).SplitStratified(0.01, 1));
    }
}
