using System.Text;
using SimdGrad.Data;
using Xunit;

namespace SimdGrad.Tests.Data;

public class DelimitedTableTests
{
    private readonly DelimitedTable<double> _table = Read("1,2,0\n3,4,7\n");

    [Fact]
    public void Rows_and_ranges_of_columns_can_be_taken()
    {
        Assert.Equal([3.0, 4, 7], _table.Row(1).ToArray());
        Assert.Equal([1.0, 2, 3, 4], _table.CopyColumns(..^1));
        Assert.Equal([2.0, 4], _table.CopyColumns(1..2));
        Assert.Equal(_table.Values.ToArray(), _table.CopyColumns(..));
        Assert.Equal([0, 7], _table.Labels(2));
        Assert.Equal([2, 4], _table.Labels(^2));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("2147483648")]
    public void A_label_that_is_no_class_index_is_an_error_that_says_where(string label)
    {
        var error = Assert.Throws<FormatException>(() => Read($"1,0\n2,{label}\n").Labels(1));
        Assert.Equal($"labels.csv, row 1, column 1 (both counted from 0): {label} is not a class index.", error.Message);
    }

    [Fact]
    public void The_largest_label_and_negative_zero_are_taken() =>
        Assert.Equal([int.MaxValue, 0], Read("2147483647\n-0\n").Labels(0));

    [Fact]
    public void Rows_and_columns_that_do_not_exist_are_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>("row", () => _table.Row(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => _table.Row(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>("column", () => _table.Labels(3));
        Assert.Throws<ArgumentOutOfRangeException>("column", () => _table.Labels(^4));
        foreach (Range columns in new[] { 1..1, 2..1, ..4, ^4.., 3.. })
            Assert.Throws<ArgumentOutOfRangeException>("columns", () => _table.CopyColumns(columns));
    }

    private static DelimitedTable<double> Read(string text) =>
        DelimitedText.Read<double>(new MemoryStream(Encoding.UTF8.GetBytes(text)), name: "labels.csv");
}
