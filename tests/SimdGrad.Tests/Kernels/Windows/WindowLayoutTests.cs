using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public sealed class WindowLayoutTests
{
    // The formula of PyTorch's documentation, at sizes worked out by hand.
    [Theory]
    [InlineData(28, 5, 1, 2, 1, 28)]
    [InlineData(14, 5, 1, 0, 1, 10)]
    [InlineData(224, 7, 2, 3, 1, 112)]
    [InlineData(7, 3, 2, 0, 1, 3)]
    [InlineData(8, 3, 2, 0, 1, 3)]
    [InlineData(10, 3, 1, 0, 2, 6)]
    [InlineData(1, 1, 5, 0, 9, 1)]
    public void The_number_of_positions(int input, int kernel, int stride, int padding, int dilation, int expected)
    {
        Assert.Equal(expected, new WindowLayout((input, 1), (kernel, 1), stride, (padding, 0), dilation).Output.Height);
        Assert.Equal(expected, new WindowLayout((1, input), (1, kernel), stride, (0, padding), dilation).Output.Width);
    }

    [Fact]
    public void Layouts_that_make_no_sense_are_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>("kernel", () => new WindowLayout(5, (0, 1), 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("stride", () => new WindowLayout(5, 1, (1, 0), 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("padding", () => new WindowLayout(5, 1, 1, (-1, 0), 1));
        Assert.Throws<ArgumentOutOfRangeException>("dilation", () => new WindowLayout(5, 1, 1, 0, 65536));
        var e = Assert.Throws<ArgumentException>("input", () => new WindowLayout((5, 4), 3, 1, 0, (1, 2)));
        Assert.Contains(
            "window of (3, 3) with dilation (1, 2) does not fit into a plane of (5, 4) with padding (0, 0)", e.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("input", () => new WindowLayout((0, 5), 1, 1, 0, 1));
        Assert.Equal((3, 3), new WindowLayout(1, 65535, 1, 32768, 1).Output);
    }
}
