using System.Numerics;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Ops.Indexing;

/// <summary>Comparisons and what is done with them, at special values, and lookups that fail.</summary>
public class MaskTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    // All pairs of special values, in a length that leaves a tail.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Comparisons_are_those_of_numbers<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        using var tape = new Tape<T>();
        var specials = Inputs.Specials<T>();
        var a = tape.Variable(specials, [specials.Length, 1]);
        var b = tape.Variable(specials, [specials.Length]);
        Check(a > b, (x, y) => x > y);
        Check(a < b, (x, y) => x < y);
        Check(a >= b, (x, y) => x >= y);
        Check(a <= b, (x, y) => x <= y);
        Check(a.EqualTo(b), (x, y) => x == y);

        void Check(Tensor<T> mask, Func<T, T, bool> expected)
        {
            Assert.False(mask.RequiresGradient);
            Assert.Equal([specials.Length, specials.Length], mask.Shape);
            for (int i = 0; i < mask.Values.Length; i++)
                Assert.Equal(
                    expected(specials[i / specials.Length], specials[i % specials.Length]) ? T.One : T.Zero, mask.Values[i]);
        }
    }

    [Fact]
    public void Comparisons_with_numbers()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable([1, 2, 3, float.NaN], [4]);
        Assert.Equal([0, 0, 1, 0], (x > 2).Values);
        Assert.Equal([0, 1, 1, 0], (x >= 2).Values);
        Assert.Equal([1, 0, 0, 0], (x < 2).Values);
        Assert.Equal([1, 1, 0, 0], (x <= 2).Values);
        Assert.Equal([0, 1, 0, 0], x.EqualTo(2).Values);
        using var other = new Tape<float>();
        Assert.Throws<ArgumentException>("b", () => x > other.Constant([1], []));
        Assert.Throws<ArgumentException>("other", () => x > tape.Constant([1, 2, 3], [3]));
    }

    // What is not chosen may be anything, and passes no gradient.
    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_masked_does_not_show<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        for (int n = 0; n <= Lengths.Short; n++)
        {
            using var tape = new Tape<T>();
            T[] mask = [.. Inputs.Wild<T>(n, 1).Select((m, i) => i % 3 == 0 ? T.Zero : i % 7 == 0 ? T.NegativeZero : m)];
            T[] a = Inputs.Wild<T>(n, 2), b = Inputs.Wild<T>(n, 3), dy = Inputs.Moderate<T>(n, 4);
            var (x, y, m) = (tape.Variable(a, [n]), tape.Variable(b, [n]), tape.Variable(mask, [n]));
            var chosen = m.Where(x, y);
            var filled = x.MaskedFill(m, 0.5);
            Bits.AssertSame<T>([.. mask.Select((v, i) => v != T.Zero ? a[i] : b[i])], chosen.Values, "chosen");
            Bits.AssertSame<T>(
                [.. mask.Select((v, i) => v != T.Zero ? T.CreateTruncating(0.5) : a[i])], filled.Values, "filled");
            if (n == 0)
                continue;
            Tensor<T>.Stack([chosen, filled]).Backward([.. dy, .. dy]);
            Bits.AssertSame<T>([.. dy.Select(g => g + T.Zero)], [.. x.Gradient.ToArray().Select(g => g + T.Zero)], "of a");
            Bits.AssertSame<T>([.. mask.Select((v, i) => v != T.Zero ? T.Zero : dy[i])], y.Gradient, "of b");
            Assert.All(m.Gradient.ToArray(), g => Assert.Equal(T.Zero, g));
        }
    }

    [Fact]
    public void A_mask_broadcasts()
    {
        double[] mask = [0, 1, 0];
        GradCheckInput x = SampleData.Moderate([2, 4, 3], 1);
        GradCheck.Check(t => t[0].MaskedFill(t[0].Tape.Constant(mask, [3]), double.NegativeInfinity).Softmax(), [x]);
        GradCheck.Check(t => t[0].MaskedFill(t[0].Tape.Constant(mask, [3, 1, 1, 1]), 2), [x]);
        using var tape = new Tape<double>();
        Assert.Equal([5, 5, 1, 2], tape.Constant([1, 2], [2]).MaskedFill(tape.Constant([1, 0], [2, 1]), 5).Values);
        Assert.Throws<ArgumentException>(
            "a", () => tape.Constant([1, 0], [2]).Where(tape.Constant([1, 0, 2], [3]), tape.Constant([1], [])));
    }

    [Fact]
    public void Rows_without_gradient_and_rows_that_are_not_there()
    {
        using var tape = new Tape<double>();
        var table = tape.Variable([1, 2, 3, 4, 5, 6], [3, 2]);
        var rows = table.GatherRows([2, 0, 0, 2], [2, 2], paddingIndex: 0);
        Assert.Equal([2, 2, 2], rows.Shape);
        Assert.Equal([5, 6, 1, 2, 1, 2, 5, 6], rows.Values);
        rows.Sum().Backward();
        Assert.Equal([0, 0, 0, 0, 2, 2], table.Gradient);
        tape.Reset();
        table = tape.Variable([1, 2, 3, 4, 5, 6], [3, 2]);
        var e = Assert.Throws<ArgumentOutOfRangeException>("indices", () => table.GatherRows([2, 3]));
        Assert.StartsWith("indices[1] is 3; axis 0 of [3, 2] has size 3.", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("indices", () => table.IndexSelect(1, [-1]));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => table.IndexSelect(2, [0]));
        Assert.Throws<ArgumentOutOfRangeException>("paddingIndex", () => table.GatherRows([0], [1], paddingIndex: 3));
        Assert.Throws<ArgumentException>("indices", () => table.GatherRows([0], [2]));
        Assert.Throws<ArgumentException>("indices", () => tape.Constant([1], []).GatherRows([0]));
        Assert.Throws<ArgumentException>("indexShape", () => table.GatherRows([0], [1, 1, 1, 1, 1, 1, 1, 1]));
        Assert.Equal(2, tape.Count);
        Assert.Equal([0, 2], table.GatherRows([], [0]).Shape);
    }
}
