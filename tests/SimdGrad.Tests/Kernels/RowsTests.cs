using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class RowsTests
{
    private const int MaxColumns = 70;

    // More rows than lanes, and one vector of rows that is not full.
    private const int RowCount = 19;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // An element takes x - max (one rounding of up to 16, which exp makes relative), exp (1 ULP), the sum (SumBound, of terms
    // with the same errors), 1 / sum and a product. The reference, in double, takes the same steps.
    private static double Bound<T>(int columns) =>
        (2 * (16 + 2) + 2) * Bits.UnitRoundoff<T>() * (typeof(T) == typeof(double) ? 2 : 1) + 2 * SumBound.Of<T>(columns);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Softmax_and_cross_entropy_are_those_of_the_reference<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        for (int columns = 1; columns <= MaxColumns; columns++)
        {
            var x = Inputs.Moderate<T>(RowCount * columns, columns);
            int[] classes = Classes(columns, columns / 2);
            T[] y = new T[x.Length], losses = new T[RowCount], gradient = new T[x.Length];
            T scale = T.CreateTruncating(0.25);
            Rows.Softmax<T>(x, columns, y);
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, classes, scale, losses, gradient);
            double bound = Bound<T>(columns);
            for (int r = 0; r < RowCount; r++)
            {
                var (softmax, logSum) = Reference([.. x.Skip(r * columns).Take(columns).Select(double.CreateTruncating)]);
                for (int j = 0; j < columns; j++)
                {
                    Near(softmax[j], y[r * columns + j], bound * softmax[j], $"softmax of {columns}");
                    double expected = 0.25 * (softmax[j] - (j == classes[r] ? 1 : 0));
                    Near(expected, gradient[r * columns + j], 0.25 * bound, $"gradient of {columns}");
                }
                double loss = logSum - double.CreateTruncating(x[r * columns + classes[r]]);
                Near(loss, losses[r], bound * (1 + Math.Abs(loss)), $"loss of {columns}");
            }
        }
    }

    // Far beyond where exp overflows; and -infinity is a class that was ruled out.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_may_be_huge_or_minus_infinity<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T huge = T.CreateTruncating(1e30), half = T.CreateTruncating(0.5);
        foreach (var (logits, softmax) in ((T[], T[])[])
        [
            ([huge, huge], [half, half]),
            ([-huge, -huge], [half, half]),
            ([huge, -huge], [T.One, T.Zero]),
            ([T.NegativeInfinity, T.One, T.One], [T.Zero, half, half]),
            ([T.NegativeInfinity, T.NegativeInfinity, -huge], [T.Zero, T.Zero, T.One]),
            ([T.PositiveInfinity, T.One], [T.NaN, T.NaN]),
            ([T.NegativeInfinity, T.NegativeInfinity], [T.NaN, T.NaN]),
            ([T.NaN, T.One, T.NegativeInfinity], [T.NaN, T.NaN, T.NaN]),
        ])
        {
            T[] y = new T[logits.Length], losses = new T[1], gradient = new T[logits.Length];
            Rows.Softmax<T>(logits, logits.Length, y);
            Bits.AssertSame<T>(softmax, y, $"softmax of ({string.Join(", ", logits)})");
            for (int c = 0; c < logits.Length; c++)
            {
                RowLosses.SoftmaxCrossEntropy<T>(logits, logits.Length, [c], T.One, losses, gradient);
                double p = double.CreateTruncating(softmax[c]);
                if (p == 0)
                    Assert.True(losses[0] >= huge, $"the loss of a class of probability 0 is {losses[0]:R}");
                else
                    Near(-Math.Log(p), losses[0], Bits.Ulp<T>(1), $"loss of ({string.Join(", ", logits)}) at {c}");
                T[] expected = [.. softmax];
                expected[c] -= T.One;
                Bits.AssertSame<T>(expected, gradient, $"gradient of ({string.Join(", ", logits)}) at {c}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_class_out_of_range_is_named_and_nothing_is_written<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int bad in (int[])[-1, 5, int.MinValue, int.MaxValue])
        {
            for (int row = 0; row < RowCount; row++)
            {
                var x = Inputs.Moderate<T>(RowCount * 5, 1);
                int[] classes = Classes(5, 0);
                classes[row] = bad;
                T[] ones = [.. Enumerable.Repeat(T.One, RowCount)], losses = [.. ones], gradient = [.. x];
                var error = Assert.Throws<ArgumentOutOfRangeException>(
                    "classes", () => RowLosses.SoftmaxCrossEntropy<T>(gradient, 5, classes, T.One, losses, gradient));
                Assert.Contains(
                    FormattableString.Invariant($"classes[{row}] is {bad};"), error.Message, StringComparison.Ordinal);
                Bits.AssertSame<T>(ones, losses, "losses after the error");
                Bits.AssertSame<T>(x, gradient, "gradient after the error");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Shapes_that_do_not_fit_are_errors<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = new T[6];
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => Rows.Softmax<T>(x, 0, new T[6]));
        Assert.Throws<ArgumentException>(() => Rows.Softmax<T>(x, 4, new T[6]));
        Assert.Throws<ArgumentException>(() => Rows.Softmax<T>(x, 3, new T[5]));
        Assert.Throws<ArgumentException>(() => Rows.Softmax<T>(x.AsSpan(0, 3), 3, x.AsSpan(1, 3)));
        Assert.Throws<ArgumentException>(() => RowLosses.SoftmaxCrossEntropy<T>(x, 3, [0], T.One, new T[1], default));
        Assert.Throws<ArgumentException>(() => RowLosses.SoftmaxCrossEntropy<T>(x, 3, [0, 0], T.One, new T[1], default));
        Assert.Throws<ArgumentException>(() => RowLosses.SoftmaxCrossEntropy<T>(x, 3, [0, 0], T.One, new T[2], new T[5]));
        Assert.Throws<ArgumentException>(() => RowLosses.SoftmaxCrossEntropy<T>(x, 3, [0, 0], T.One, x.AsSpan(0, 2), default));
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Widths_places_and_neighbors_do_not_change_a_bit<T>(T _1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Lengths.ForAll(300, 40, (n, seed) =>
        {
            int columns = n + 1;
            foreach (T[] x in (T[][])[Inputs.Moderate<T>(RowCount * columns, seed), Inputs.Wild<T>(RowCount * columns, seed)])
            {
                int[] classes = Classes(columns, seed % columns);
                var expected = Run(VectorWidth.V128, x, columns, classes);
                foreach (var width in OpTypes.Widths)
                {
                    var actual = Run(width, x, columns, classes);
                    for (int i = 0; i < expected.Length; i++)
                        Bits.AssertSame<T>(expected[i], actual[i], $"result {i} of {columns} columns with {width}");
                    // The second row alone.
                    var row = Run(width, x[columns..(2 * columns)], columns, classes[1..2]);
                    Bits.AssertSame<T>(expected[0].AsSpan(columns, columns), row[0], "softmax of a row alone");
                    Bits.AssertSame<T>(expected[1].AsSpan(1, 1), row[1], "loss of a row alone");
                    Bits.AssertSame<T>(expected[2].AsSpan(columns, columns), row[2], "gradient of a row alone");
                }
            }

            static T[][] Run(VectorWidth width, T[] x, int columns, int[] classes)
            {
                using var _ = Isa.Use(width);
                T[] y = new T[x.Length], losses = new T[classes.Length], gradient = new T[x.Length];
                Rows.Softmax<T>(x, columns, y);
                RowLosses.SoftmaxCrossEntropy<T>(x, columns, classes, T.CreateTruncating(0.3), losses, gradient);

                T[] inPlace = [.. x], otherLosses = new T[classes.Length];
                Rows.Softmax<T>(inPlace, columns, inPlace);
                Bits.AssertSame<T>(y, inPlace, "softmax in place");
                inPlace = [.. x];
                RowLosses.SoftmaxCrossEntropy<T>(inPlace, columns, classes, T.CreateTruncating(0.3), otherLosses, inPlace);
                Bits.AssertSame<T>(gradient, inPlace, "gradient in place");
                Bits.AssertSame<T>(losses, otherLosses, "losses in place");
                RowLosses.SoftmaxCrossEntropy<T>(x, columns, classes, T.CreateTruncating(0.3), otherLosses, default);
                Bits.AssertSame<T>(losses, otherLosses, "losses without gradient");
                return [y, losses, gradient];
            }
        });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(RowCount * 200), y = new(RowCount * 200), losses = new(RowCount);
        using GuardedBuffer<int> classes = new(RowCount);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (int columns in (IEnumerable<int>)[.. Enumerable.Range(1, MaxColumns), 127, 128, 129, 200])
            {
                var logits = x.Take(Inputs.Moderate<T>(RowCount * columns, columns), atEnd);
                Rows.Softmax<T>(logits, columns, y.Take(RowCount * columns, atEnd));
                var indices = classes.Take(Classes(columns, 0), atEnd);
                RowLosses.SoftmaxCrossEntropy<T>(logits, columns, indices, T.One,
                    losses.Take(RowCount, atEnd), y.Take(RowCount * columns, atEnd));
                RowLosses.SoftmaxCrossEntropy<T>(logits, columns, indices, T.One, losses.Take(RowCount, atEnd), default);
            }
        }
    }

    // The last column, the first, and others.
    private static int[] Classes(int columns, int some) =>
        [columns - 1, 0, .. Enumerable.Range(0, RowCount - 2).Select(r => (some + r) % columns)];

    private static (double[] Softmax, double LogSum) Reference(double[] x)
    {
        double max = x.Max(), sum = x.Sum(v => Math.Exp(v - max));
        return ([.. x.Select(v => Math.Exp(v - max) / sum)], Math.Log(sum) + max);
    }

    private static void Near<T>(double expected, T actual, double bound, string context) where T : IBinaryFloatingPointIeee754<T>
    {
        double error = Math.Abs(double.CreateTruncating(actual) - expected);
        if (!(double.IsNaN(expected) ? T.IsNaN(actual) : error <= bound))
            Assert.Fail($"{context}: {actual:R} is off by {error} from {expected:R}; the bound is {bound}");
    }
}
