using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public class DatasetTests
{
    [Fact]
    public void Rows_have_labels_or_targets()
    {
        var labeled = new Dataset<float>(new float[] { 1, 2, 3, 4, 5, 6 }, 3, new[] { 7, 8 });
        Assert.Equal((2, 3, 0), (labeled.Rows, labeled.Columns, labeled.TargetColumns));
        Assert.Equal([1, 2, 3, 4, 5, 6], labeled.Features.ToArray());
        Assert.Equal([7, 8], labeled.Labels.ToArray());
        Assert.Throws<InvalidOperationException>(() => labeled.Targets.Length);

        var targeted = new Dataset<float>(new float[] { 1, 2, 3 }, 1, new float[] { 1, -1, 2, -2, 3, -3 }, 2);
        Assert.Equal((3, 1, 2), (targeted.Rows, targeted.Columns, targeted.TargetColumns));
        Assert.Equal([1, -1, 2, -2, 3, -3], targeted.Targets.ToArray());
        Assert.Throws<InvalidOperationException>(() => targeted.Labels.Length);
    }

    [Theory]
    [InlineData(6, 0, 3, "columns", "0")]
    [InlineData(6, -2, 3, "columns", "-2")]
    [InlineData(0, 2, 0, "features", "0 features are not one or more rows of 2")]
    [InlineData(7, 2, 3, "features", "7 features are not one or more rows of 2")]
    [InlineData(6, 2, 4, "labels", "4 labels do not match 3 rows")]
    public void Lengths_that_disagree_are_errors(int features, int columns, int labels, string argument, string message)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new Dataset<float>(new float[features], columns, new int[labels]));
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_and_labels_are_checked()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new Dataset<float>(new float[6], 2, new float[5], 2));
        Assert.Equal("targets", error.ParamName);
        Assert.Contains("5 targets do not match 3 rows of 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            "targetColumns", () => new Dataset<float>(new float[6], 2, Array.Empty<float>(), 0));
        error = Assert.ThrowsAny<ArgumentException>(() => new Dataset<float>(new float[6], 2, new[] { 0, -3, 1 }));
        Assert.Equal("labels", error.ParamName);
        Assert.Contains("The label of row 1 is -3", error.Message, StringComparison.Ordinal);
    }

    [Property]
    public void A_split_is_disjoint_complete_and_keeps_rows_together(ulong seed, PositiveInt extra, PositiveInt part)
    {
        int rows = extra.Get + 2;
        int first = 1 + part.Get % (rows - 1);
        foreach (bool labeled in new[] { true, false })
        {
            Dataset<double> data = Numbered(rows, labeled);
            (Dataset<double> train, Dataset<double> test) = data.Split((double)first / rows, seed);
            Assert.Equal((first, rows - first), (train.Rows, test.Rows));
            Assert.Equal(Enumerable.Range(0, rows), RowNumbers(train).Concat(RowNumbers(test)).Order());
        }
    }

    [Fact]
    public void A_split_depends_on_the_seed_alone()
    {
        Assert.Equal(RowNumbers(Numbered(50, true).Split(0.8, 1).First), RowNumbers(Numbered(50, false).Split(0.8, 1).First));
        Assert.NotEqual(RowNumbers(Numbered(50, true).Split(0.8, 1).First), RowNumbers(Numbered(50, true).Split(0.8, 2).First));
    }

    [Fact]
    public void A_split_is_the_same_everywhere()
    {
        // Of the independent program that gave the bits of CounterRandomTests.
        (Dataset<double> train, Dataset<double> test) = Numbered(12, true).Split(0.75, 42);
        Assert.Equal([11, 1, 2, 10, 8, 9, 4, 5, 7], RowNumbers(train));
        Assert.Equal([0, 6, 3], RowNumbers(test));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    [InlineData(0.01)]
    [InlineData(0.99)]
    public void A_fraction_that_leaves_a_part_empty_is_an_error(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(fraction), () => Numbered(10, true).Split(fraction, 1));

    /// <summary>Row r has features (r, -r) and label r or targets (r, r + 0.5, r).</summary>
    internal static Dataset<double> Numbered(int rows, bool labeled)
    {
        double[] features = [.. Enumerable.Range(0, rows).SelectMany(r => new double[] { r, -r })];
        return labeled
            ? new Dataset<double>(features, 2, Enumerable.Range(0, rows).ToArray())
            : new Dataset<double>(features, 2, Enumerable.Range(0, rows).SelectMany(r => new[] { r, r + 0.5, r }).ToArray(), 3);
    }

    /// <summary>Checks that the parts of each row belong together and gives the numbers of the rows.</summary>
    internal static int[] RowNumbers(ReadOnlySpan<double> features, ReadOnlySpan<int> labels, ReadOnlySpan<double> targets)
    {
        var numbers = new int[features.Length / 2];
        for (int row = 0; row < numbers.Length; row++)
        {
            int number = numbers[row] = (int)features[2 * row];
            Assert.Equal(-number, features[2 * row + 1]);
            if (targets.IsEmpty)
                Assert.Equal(number, labels[row]);
            else
                Assert.Equal([number, number + 0.5, number], targets.Slice(3 * row, 3).ToArray());
        }

        return numbers;
    }

    private static int[] RowNumbers(Dataset<double> data) =>
        data.TargetColumns == 0
            ? RowNumbers(data.Features, data.Labels, default)
            : RowNumbers(data.Features, default, data.Targets);
}
