using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public sealed class OneHotTests
{
    [Fact]
    public void Categories_are_columns_in_rising_order()
    {
        var colors = OneHot<string>.Fit(["red", "Blue", "red", "green"]);
        Assert.Equal(["Blue", "green", "red"], colors.Categories);
        Assert.Equal([0, 0, 1, 1, 0, 0], colors.Encode<float>(["red", "Blue"]));
        Assert.Equal((1, -1), (colors.ColumnOf("green"), colors.ColumnOf("Green")));
        Assert.Equal([-3, 5], OneHot<int>.Fit([5, -3, 5]).Categories);
    }

    [Fact]
    public void What_was_not_in_the_training_data_is_an_error_or_a_row_of_zeros()
    {
        var row = new double[] { 9, 9 };
        var strict = OneHot<int>.Fit([1, 2]);
        var error = Assert.Throws<ArgumentException>("category", () => strict.Encode(3, row));
        Assert.Contains("'3' did not occur in the training data", error.Message);
        Assert.Equal([9, 9], row);
        OneHot<int>.Fit([1, 2], zeroIfUnknown: true).Encode(3, row);
        Assert.Equal([0, 0], row);
        Assert.Throws<ArgumentException>("row", () => strict.Encode(1, new float[3]));
        Assert.Throws<ArgumentException>("training", () => OneHot<int>.Fit([]));
    }
}
