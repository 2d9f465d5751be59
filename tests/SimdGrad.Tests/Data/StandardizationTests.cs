using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public sealed class StandardizationTests
{
    // Columns: 1, 3 (mean 2, deviation 1); constant; with a large offset.
    private static readonly double[] s_features = [1, 7, 1e9, 3, 7, 1e9 + 4];

    [Fact]
    public void Mean_and_deviation_are_those_of_the_training_data()
    {
        var training = new Dataset<double>(s_features, 3, new int[2]);
        var scale = Standardization<double>.Fit(training);
        Assert.Equal([2, 7, 1e9 + 2], scale.Means.ToArray());
        Assert.Equal([1, 1, 2], scale.Deviations.ToArray());
        Assert.Equal([-1, 0, -1, 1, 0, 1], scale.Apply(training).Features.ToArray());
        Assert.Equal([1, 7, 1e9, 3, 7, 1e9 + 4], training.Features.ToArray());

        // Test data are on the training data's scale, not on their own.
        var test = new Dataset<double>(new double[] { 4, 8, 1e9 }, 3, new double[] { 5 }, 1);
        Assert.Equal([2, 1, -1], scale.Apply(test).Features.ToArray());
        Assert.Equal([5], scale.Apply(test).Targets.ToArray());

        double[] rows = [2, 7, 1e9 + 2, 0, 7, 1e9 + 6];
        new Standardization<double>(scale.Means, scale.Deviations).Apply(rows);
        Assert.Equal([0, 0, 0, -2, 0, 2], rows);
    }

    [Fact]
    public void Features_that_are_made_are_scaled_when_they_are_made()
    {
        var made = new Dataset<float>((row, features) => features[0] = 2 * row, 1, new int[5]);
        var scale = Standardization<float>.Fit(made);
        Assert.Equal(4, scale.Means[0]);
        Assert.Equal(Math.Sqrt(8), scale.Deviations[0]);
        foreach (var batch in scale.Apply(made).Batches(1, seed: 1).Epoch(0))
            Assert.Equal((float)((2 * batch.RowIndices[0] - 4) / Math.Sqrt(8)), batch.Features[0]);
    }

    [Fact]
    public void What_makes_no_sense_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>("training", () =>
            Standardization<double>.Fit(new Dataset<double>(new[] { 1, 2, 3, double.NaN }, 2, new int[2])));
        Assert.Contains("Column 1 of row 1 is NaN", error.Message);
        var scale = new Standardization<float>([0, 0], [1, 1]);
        Assert.Throws<ArgumentException>("rows", () => scale.Apply(new float[3]));
        Assert.Throws<ArgumentException>("data", () => scale.Apply(new Dataset<float>(new float[3], 3, new int[1])));
        Assert.Throws<ArgumentException>("deviations", () => new Standardization<float>([0], [0]));
        Assert.Throws<ArgumentException>("deviations", () => new Standardization<float>([0], [double.NaN]));
        Assert.Throws<ArgumentException>("deviations", () => new Standardization<float>([0], [1, 1]));
    }
}
