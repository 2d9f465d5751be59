using FsCheck.Xunit;
using Xunit;

namespace SimdGrad.Tests.Autograd;

public sealed class ShapeTests
{
    [Fact]
    public void Every_rank_up_to_8_keeps_its_sizes()
    {
        int[] sizes = [2, 3, 1, 2, 4, 1, 3, 2];
        for (int rank = 0; rank <= Shape.MaxRank; rank++)
        {
            int[] expected = sizes[..rank];
            Shape shape = new(expected);
            Assert.Equal(rank, shape.Rank);
            Assert.Equal(expected.Aggregate(1, (a, b) => a * b), shape.FlattenedLength);
            Assert.Equal(expected, shape.AsSpan().ToArray());
            List<int> enumerated = [];
            foreach (int size in shape)
                enumerated.Add(size);
            Assert.Equal(expected, enumerated);
            for (int axis = 0; axis < rank; axis++)
            {
                Assert.Equal(expected[axis], shape[axis]);
                Assert.Equal(expected[^(axis + 1)], shape[^(axis + 1)]);
            }
        }
    }

    [Fact]
    public void Default_is_the_scalar()
    {
        Shape scalar = default;
        Shape written = [];
        Assert.Equal((0, 1, "[]"), (scalar.Rank, scalar.FlattenedLength, scalar.ToString()));
        Assert.True(scalar == written && scalar == new Shape());
        Assert.Equal(scalar.GetHashCode(), written.GetHashCode());
    }

    // The compiler takes a property Length for the number of items.
    [Fact]
    public void It_can_be_spread_into_a_collection()
    {
        Shape shape = [2, 3];
        int[] sizes = [.. shape, 5];
        Shape longer = [4, .. shape];
        Assert.Equal([2, 3, 5], sizes);
        Assert.Equal("[4, 2, 3]", longer.ToString());
    }

    [Fact]
    public void Too_many_axes_are_an_error()
    {
        var e = Assert.Throws<ArgumentException>(() => new Shape(1, 1, 1, 1, 1, 1, 1, 1, 1));
        Assert.Contains("9 axes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_size_is_an_error_that_names_its_axis()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, -3));
        Assert.Contains("sizes[1] is -3", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(0, int.MinValue));
    }

    [Theory]
    [InlineData(1 << 16, 1 << 15)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(1 << 16, 1 << 16, 1 << 16, 1 << 16)] // The product is 0 modulo 2^64.
    [InlineData(2, int.MaxValue)]
    public void More_than_the_largest_int_of_elements_are_an_error(params int[] sizes)
    {
        var e = Assert.Throws<ArgumentException>(() => new Shape(sizes));
        Assert.Contains($"[{string.Join(", ", sizes)}]", e.Message, StringComparison.Ordinal);
        if (sizes is [int rows, int columns])
            Assert.Equal(e.Message, Assert.Throws<ArgumentException>(() => new Shape(rows, columns)).Message);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1, int.MaxValue, 1)]
    public void The_largest_int_of_elements_is_allowed(params int[] sizes) =>
        Assert.Equal(int.MaxValue, new Shape(sizes).FlattenedLength);

    [Theory]
    [InlineData(0)]
    [InlineData(3, 0)]
    [InlineData(0, int.MaxValue, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, 0)]
    public void A_zero_anywhere_makes_it_empty(params int[] sizes) => Assert.Equal(0, new Shape(sizes).FlattenedLength);

    [Fact]
    public void A_missing_axis_is_an_error_that_names_shape_and_axis()
    {
        Shape shape = [4, 2];
        foreach (Index axis in (Index[])[2, ^3, ^0])
        {
            var e = Assert.Throws<ArgumentOutOfRangeException>(() => shape[axis]);
            Assert.Contains($"[4, 2] has no axis {axis}", e.Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => default(Shape)[^1]);
    }

    [Fact]
    public void It_prints_as_it_is_written()
    {
        Shape shape = [4, 2];
        Assert.Equal("[4, 2]", shape.ToString());
    }

    [Property]
    public void Equality_is_that_of_the_sizes(byte[] a, byte[] b)
    {
        // Two values a size, so that equal shapes occur.
        int[] sizesA = [.. a.Take(4).Select(x => x % 2 + 1)], sizesB = [.. b.Take(4).Select(x => x % 2 + 1)];
        Shape shapeA = new(sizesA), shapeB = new(sizesB);
        bool equal = sizesA.AsSpan().SequenceEqual(sizesB);
        Assert.Equal(equal, shapeA == shapeB);
        Assert.Equal(!equal, shapeA != shapeB);
        Assert.Equal(equal, shapeA.Equals((object)shapeB));
        if (equal)
            Assert.Equal(shapeA.GetHashCode(), shapeB.GetHashCode());
        Assert.False(shapeA.Equals((object)sizesA));
        Assert.True(shapeA == new Shape([.. sizesA]));
    }
}
