using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class NormsTests
{
    private const int RowCount = 3;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    private static IEnumerable<int> Columns => [.. Enumerable.Range(1, 66), 127, 128, 129, 300];

    // The elements are below 8 and of deviation about 4.6, epsilon is 1: a normalized element is below 8. It errs by what the
    // mean and the variance do, which are sums, and a few roundings.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_the_reference<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int columns in Columns)
        {
            var data = new Data<T>(columns);
            T[] y = new T[data.X.Length], means = new T[RowCount], inverses = new T[RowCount];
            double bound = 64 * (SumBound.Of<T>(columns) + 4 * Bits.UnitRoundoff<T>());
            Norms.LayerNorm<T>(data.X, columns, data.Weight, data.Bias, T.One, y, means, inverses);
            Compare(y, x => NaiveNorm.Layer(x, 1), weighted: true, biased: true);
            Norms.LayerNorm<T>(data.X, columns, default, default, T.One, y, means, inverses);
            Compare(y, x => NaiveNorm.Layer(x, 1), weighted: false, biased: false);
            Norms.LayerNorm<T>(data.X, columns, default, data.Bias, T.One, y, means, inverses);
            Compare(y, x => NaiveNorm.Layer(x, 1), weighted: false, biased: true);
            Norms.RmsNorm<T>(data.X, columns, data.Weight, T.One, y, inverses);
            Compare(y, x => NaiveNorm.Rms(x, 1), weighted: true, biased: false);

            void Compare(T[] actual, Func<double[], double[]> norm, bool weighted, bool biased)
            {
                for (int r = 0; r < RowCount; r++)
                {
                    double[] h = norm([.. data.X.Skip(r * columns).Take(columns).Select(double.CreateTruncating)]);
                    for (int j = 0; j < columns; j++)
                    {
                        double w = weighted ? double.CreateTruncating(data.Weight[j]) : 1;
                        double expected = h[j] * w + (biased ? double.CreateTruncating(data.Bias[j]) : 0);
                        double error = Math.Abs(double.CreateTruncating(actual[r * columns + j]) - expected);
                        if (!(error <= bound * 8))
                            Assert.Fail($"{columns} columns: {expected:R} is off by {error}");
                    }
                }
            }
        }
    }

    // The formulas of the gradients, in double, from the definition of the norm.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_those_of_the_reference<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int columns in Columns)
        {
            var data = new Data<T>(columns);
            foreach (bool centered in (bool[])[true, false])
            {
                var (y, means, inverses) = data.Forward(centered);
                T[] dx = [.. data.X], dweight = [.. data.Bias];
                Norms.Backward<T>(data.X, columns, data.Dy, data.Weight, means, inverses, dx, accumulate: true);
                Norms.BackwardWeight<T>(data.X, columns, data.Dy, means, inverses, dweight, accumulate: true);
                double bound = 512 * (SumBound.Of<T>(columns) + 8 * Bits.UnitRoundoff<T>());
                var expectedWeight = new double[columns];
                for (int r = 0; r < RowCount; r++)
                {
                    double[] x = Row(data.X, r), dy = Row(data.Dy, r), weight = Row(data.Weight, 0);
                    double[] h = centered ? NaiveNorm.Layer(x, 1) : NaiveNorm.Rms(x, 1);
                    double mean = centered ? x.Average() : 0;
                    double inverse = 1 / Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1);
                    double[] g = [.. dy.Zip(weight, (a, b) => a * b)];
                    double p = centered ? g.Average() : 0, q = g.Zip(h, (a, b) => a * b).Average();
                    for (int j = 0; j < columns; j++)
                    {
                        double expected = x[j] + inverse * (g[j] - p - h[j] * q);
                        Assert.Equal(expected, double.CreateTruncating(dx[r * columns + j]), bound);
                        expectedWeight[j] += dy[j] * h[j];
                    }
                }
                for (int j = 0; j < columns; j++)
                    Assert.Equal(
                        expectedWeight[j] + double.CreateTruncating(data.Bias[j]), double.CreateTruncating(dweight[j]), bound);
            }

            double[] Row(T[] x, int r) => [.. x.Skip(r * columns).Take(columns).Select(double.CreateTruncating)];
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Widths_places_and_neighbors_do_not_change_a_bit<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int columns in Columns)
        {
            var data = new Data<T>(columns);
            foreach (bool centered in (bool[])[true, false])
            {
                var expected = Run(VectorWidth.V128, data, centered);
                foreach (var width in OpTypes.Widths)
                {
                    var actual = Run(width, data, centered);
                    for (int i = 0; i < expected.Length; i++)
                        Bits.AssertSame<T>(expected[i], actual[i], $"result {i} of {columns} columns with {width}");
                    var row = Run(width, data.Row(1), centered);
                    for (int i = 0; i < 2; i++)
                        Bits.AssertSame<T>(expected[i].AsSpan(columns, columns), row[i], $"result {i} of a row alone");
                }
            }
        }

        static T[][] Run(VectorWidth width, Data<T> data, bool centered)
        {
            using var _ = Isa.Use(width);
            int columns = data.Weight.Length;
            var (y, means, inverses) = data.Forward(centered);
            T[] dx = new T[data.X.Length], dweight = new T[columns], inPlace = [.. data.X];
            T[] other = [.. means], same = [.. inverses];
            Norms.Backward<T>(data.X, columns, data.Dy, data.Weight, means, inverses, dx);
            Norms.BackwardWeight<T>(data.X, columns, data.Dy, means, inverses, dweight);
            if (centered)
                Norms.LayerNorm<T>(inPlace, columns, data.Weight, data.Bias, T.One, inPlace, other, same);
            else
                Norms.RmsNorm<T>(inPlace, columns, data.Weight, T.One, inPlace, same);
            Bits.AssertSame<T>(y, inPlace, "norm in place");
            inPlace = [.. data.Dy];
            Norms.Backward<T>(data.X, columns, inPlace, data.Weight, means, inverses, inPlace);
            Bits.AssertSame<T>(dx, inPlace, "gradient in place");
            return [y, dx, dweight, means, inverses];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(900), dy = new(900), y = new(900), weight = new(300), bias = new(300), means = new(3),
            inverses = new(3), dweight = new(300);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (int columns in Columns)
            {
                var data = new Data<T>(columns);
                var rows = x.Take(data.X, atEnd);
                var w = weight.Take(data.Weight, atEnd);
                var m = means.Take(RowCount, atEnd);
                var r = inverses.Take(RowCount, atEnd);
                var gradient = dy.Take(data.Dy, atEnd);
                Norms.LayerNorm<T>(
                    rows, columns, w, bias.Take(data.Bias, atEnd), T.One, y.Take(RowCount * columns, atEnd), m, r);
                Norms.Backward<T>(rows, columns, gradient, w, m, r, y.Take(RowCount * columns, atEnd));
                Norms.BackwardWeight<T>(rows, columns, gradient, m, r, dweight.Take(columns, atEnd));
                Norms.RmsNorm<T>(rows, columns, w, T.One, y.Take(RowCount * columns, atEnd), r);
            }
        }
    }

    // A row of equal elements has variance 0: epsilon decides, and the result is the bias. NaN stays in its row.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_without_variance_and_with_NaN<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T five = T.CreateTruncating(5);
        T[] x = [five, five, five, T.One, T.NaN, T.One, T.Zero, T.Zero, T.Zero], y = new T[9];
        T[] means = new T[3], inverses = new T[3];
        Norms.LayerNorm<T>(x, 3, default, [T.One, five, T.One], T.CreateTruncating(1e-5), y, means, inverses);
        Bits.AssertSame<T>([T.One, five, T.One, T.NaN, T.NaN, T.NaN, T.One, five, T.One], y, "layer norm");
        Norms.RmsNorm<T>(x, 3, default, T.One, y, inverses);
        Bits.AssertSame<T>([T.NaN, T.NaN, T.NaN, T.Zero, T.Zero, T.Zero], y.AsSpan(3), "RMS norm");
        Norms.RmsNorm<T>([T.Zero], 1, default, T.Zero, y.AsSpan(0, 1), inverses.AsSpan(0, 1));
        Bits.AssertSame(T.NaN, y[0], "zero without epsilon");
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors()
    {
        var x = new float[6];
        float[] y = new float[6], two = new float[2], three = new float[3];
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => Norms.RmsNorm<float>(x, 0, default, 1, y, two));
        Assert.Throws<ArgumentException>("x", () => Norms.RmsNorm<float>(x, 4, default, 1, y, two));
        Assert.Throws<ArgumentException>("weight", () => Norms.RmsNorm<float>(x, 3, two, 1, y, new float[2]));
        Assert.Throws<ArgumentException>(
            "bias", () => Norms.LayerNorm<float>(x, 3, three, two, 1, y, new float[2], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => Norms.RmsNorm<float>(x, 3, three, -1, y, two));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => Norms.RmsNorm<float>(x, 3, three, float.NaN, y, two));
        Assert.Throws<ArgumentException>("inverses", () => Norms.RmsNorm<float>(x, 3, three, 1, y, new float[1]));
        Assert.Throws<ArgumentException>("inverses", () => Norms.RmsNorm<float>(x, 3, three, 1, y, y.AsSpan(0, 2)));
        Assert.Throws<ArgumentException>(() => Norms.RmsNorm<float>(x, 3, y.AsSpan(0, 3), 1, y, two));
        Assert.Throws<ArgumentException>(() => Norms.Backward<float>(x, 3, y, three, default, two, new float[5]));
        Assert.Throws<ArgumentException>("means", () => Norms.Backward<float>(x, 3, y, three, three, two, new float[6]));
        Assert.Throws<ArgumentException>("dweight", () => Norms.BackwardWeight<float>(x, 3, y, default, two, two));
        Assert.All(x, v => Assert.Equal(0, v));
    }

    private sealed record Data<T>(T[] X, T[] Dy, T[] Weight, T[] Bias) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Data(int columns)
            : this(
                Inputs.Moderate<T>(RowCount * columns, columns), Inputs.Moderate<T>(RowCount * columns, 1),
                Inputs.Moderate<T>(columns, 2), Inputs.Moderate<T>(columns, 3))
        {
        }

        public Data<T> Row(int r)
        {
            int columns = Weight.Length;
            return this with { X = X[(r * columns)..((r + 1) * columns)], Dy = Dy[(r * columns)..((r + 1) * columns)] };
        }

        public (T[] Y, T[] Means, T[] Inverses) Forward(bool centered)
        {
            int columns = Weight.Length, rows = X.Length / columns;
            T[] y = new T[X.Length], means = new T[centered ? rows : 0], inverses = new T[rows];
            if (centered)
                Norms.LayerNorm<T>(X, columns, Weight, Bias, T.One, y, means, inverses);
            else
                Norms.RmsNorm<T>(X, columns, Weight, T.One, y, inverses);
            return (y, means, inverses);
        }
    }
}
