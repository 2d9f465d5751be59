using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Log-softmax, and the gradients of it and of softmax.</summary>
public class SoftmaxTests
{
    // More rows than lanes, and one vector of rows that is not full.
    private const int RowCount = 19;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    private static IEnumerable<int> Columns => [.. Enumerable.Range(1, 66), 127, 128, 129, 300];

    // |x - max| is below 16, the gradient below 8; a sum over the row errs as sums do, exp by 1 ULP of at most 1.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_reference<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int columns in Columns)
        {
            var x = Inputs.Moderate<T>(RowCount * columns, columns);
            var dy = Inputs.Moderate<T>(RowCount * columns, 1);
            T[] log = new T[x.Length], softmax = new T[x.Length], dLog = [.. x], dSoftmax = [.. x];
            Rows.LogSoftmax<T>(x, columns, log);
            Rows.Softmax<T>(x, columns, softmax);
            Rows.LogSoftmaxBackward<T>(log, columns, dy, dLog, accumulate: true);
            Rows.SoftmaxBackward<T>(softmax, columns, dy, dSoftmax, accumulate: true);
            double unit = Bits.UnitRoundoff<T>() * (typeof(T) == typeof(double) ? 2 : 1);
            double bound = 64 * unit + 40 * SumBound.Of<T>(columns);
            for (int r = 0; r < RowCount; r++)
            {
                double[] row = Row(x, r), g = Row(dy, r);
                double logSum = Math.Log(row.Sum(Math.Exp)), total = g.Sum(), size = g.Sum(Math.Abs);
                double[] p = [.. row.Select(v => Math.Exp(v - logSum))];
                double dot = p.Zip(g, (a, b) => a * b).Sum();
                for (int j = 0; j < columns; j++)
                {
                    int i = r * columns + j;
                    Near(row[j] - logSum, log[i], bound, $"log-softmax of {columns}");
                    Near(row[j] + g[j] - p[j] * total, dLog[i], bound * (1 + p[j] * size), "gradient of log-softmax");
                    Near(row[j] + p[j] * (g[j] - dot), dSoftmax[i], bound, $"gradient of softmax of {columns}");
                }
            }

            double[] Row(T[] a, int r) => [.. a.Skip(r * columns).Take(columns).Select(double.CreateTruncating)];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Log_softmax_of_extremes<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T huge = T.CreateTruncating(1e30), no = T.NegativeInfinity, two = T.One + T.One;
        foreach (var (x, expected) in ((T[], T[])[])
        [
            ([huge], [T.Zero]), ([huge, -huge], [T.Zero, -huge - huge]), ([no, T.One], [no, T.Zero]), ([no, no], [T.NaN, T.NaN]),
            ([T.PositiveInfinity, T.One], [T.NaN, no]), ([T.NaN, T.One], [T.NaN, T.NaN]),
        ])
        {
            foreach (int padding in (int[])[0, 30])
            {
                T[] row = [.. x, .. Enumerable.Repeat(no, padding)], y = new T[row.Length];
                Rows.LogSoftmax<T>(row, row.Length, y);
                // Where the maximum is infinite, x - max is NaN for infinity, and what is left is -infinity or NaN.
                if (x[0] != T.PositiveInfinity)
                    Bits.AssertSame<T>(expected, y.AsSpan(0, x.Length), $"log-softmax of ({string.Join(", ", x)})");
                else
                    Assert.True(T.IsNaN(y[0]), "log-softmax of infinity");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Widths_places_and_neighbors_do_not_change_a_bit<T>(T _1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (int columns in Columns)
        {
            var x = Inputs.Wild<T>(RowCount * columns, columns);
            var dy = Inputs.Moderate<T>(RowCount * columns, 1);
            var expected = Run(VectorWidth.V128, x, dy, columns);
            foreach (var width in OpTypes.Widths)
            {
                var actual = Run(width, x, dy, columns);
                int row = 7 * columns, end = row + columns;
                var alone = Run(width, x[row..end], dy[row..end], columns);
                for (int i = 0; i < expected.Length; i++)
                {
                    Bits.AssertSame<T>(expected[i], actual[i], $"result {i} of {columns} columns with {width}");
                    Bits.AssertSame<T>(expected[i].AsSpan(row, columns), alone[i], $"result {i} of a row of {columns} alone");
                }
            }
        }

        static T[][] Run(VectorWidth width, T[] x, T[] dy, int columns)
        {
            using var _ = Isa.Use(width);
            T[] log = [.. x], softmax = new T[x.Length], dLog = [.. dy], dSoftmax = new T[x.Length], added = new T[x.Length];
            Rows.LogSoftmax<T>(log, columns, log);
            Rows.Softmax<T>(x, columns, softmax);
            Rows.LogSoftmaxBackward<T>(log, columns, dLog, dLog);
            Rows.SoftmaxBackward<T>(softmax, columns, dy, dSoftmax);
            Rows.SoftmaxBackward<T>(softmax, columns, dy, added, accumulate: true);
            for (int i = 0; i < added.Length; i++)
                Assert.True(T.IsNaN(added[i]) ? T.IsNaN(dSoftmax[i]) : added[i] == dSoftmax[i], "gradient added to zero");
            return [log, softmax, dLog, dSoftmax];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(RowCount * 130), y = new(RowCount * 130), dy = new(RowCount * 130);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (int columns in Columns.Where(columns => columns <= 130))
            {
                int n = RowCount * columns;
                Rows.LogSoftmax<T>(x.Take(Inputs.Moderate<T>(n, 1), atEnd), columns, y.Take(n, atEnd));
                foreach (bool accumulate in (bool[])[false, true])
                {
                    var gradient = dy.Take(Inputs.Moderate<T>(n, 2), atEnd);
                    Rows.LogSoftmaxBackward<T>(y.Take(n, atEnd), columns, gradient, x.Take(n, atEnd), accumulate);
                    Rows.SoftmaxBackward<T>(y.Take(n, atEnd), columns, gradient, x.Take(n, atEnd), accumulate);
                }
            }
        }
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors()
    {
        var x = new float[6];
        var y = new float[6];
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => Rows.LogSoftmax<float>(x, 0, y));
        Assert.Throws<ArgumentException>(() => Rows.LogSoftmax<float>(x, 4, y));
        Assert.Throws<ArgumentException>(() => Rows.LogSoftmax<float>(x, 3, new float[5]));
        Assert.Throws<ArgumentException>(() => Rows.LogSoftmax<float>(x.AsSpan(0, 3), 3, x.AsSpan(1, 3)));
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => Rows.SoftmaxBackward<float>(x, 0, y, new float[6]));
        Assert.Throws<ArgumentException>(() => Rows.SoftmaxBackward<float>(x, 3, new float[5], y));
        Assert.Throws<ArgumentException>(() => Rows.LogSoftmaxBackward<float>(x, 3, y, new float[5]));
        Assert.Throws<ArgumentException>(() => Rows.LogSoftmaxBackward<float>(x.AsSpan(0, 3), 3, y.AsSpan(0, 3), x.AsSpan(1, 3)));
        Assert.All(x, v => Assert.Equal(0, v));
    }

    private static void Near<T>(double expected, T actual, double bound, string context) where T : IBinaryFloatingPointIeee754<T>
    {
        double error = Math.Abs(double.CreateTruncating(actual) - expected);
        if (!(error <= bound))
            Assert.Fail($"{context}: {actual:R} is off by {error} from {expected:R}; the bound is {bound}");
    }
}
