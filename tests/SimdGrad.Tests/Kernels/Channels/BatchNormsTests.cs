using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class BatchNormsTests
{
    private static readonly AxisLayout[] s_layouts =
    [
        new(1, 1, 2), new(2, 1, 1), new(5, 3, 1), new(70, 67, 1), new(300, 5, 1), new(3, 4, 5), new(2, 3, 67), new(70, 2, 17),
        new(1, 2, 5000), new(4, 0, 3),
    ];

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // Elements are below 8, their deviation about 4.6, epsilon is 1: all numbers are below some tens. Sums err as Fold's do, a
    // logarithm of roundings, after at most 79 in a row.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_are_those_of_the_reference<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in s_layouts)
        {
            var data = new Data<T>(layout);
            double bound = 64 * 100 * Bits.UnitRoundoff<T>();
            double[] x = Doubles(data.X), dy = Doubles(data.Dy), weight = Doubles(data.Weight), bias = Doubles(data.Bias);
            var (means, variances) = NaiveBatchNorm.Statistics(x, layout);
            double[] inverses = [.. variances.Select(v => 1 / Math.Sqrt(v + 1))];
            double[] h = NaiveBatchNorm.Map(x, layout, (v, c) => (v - means[c]) * inverses[c]);
            double[][] dyOfChannel = NaiveBatchNorm.Channels(dy, layout), hOfChannel = NaiveBatchNorm.Channels(h, layout);
            double[] dweight = [.. dyOfChannel.Zip(hOfChannel, (a, b) => a.Zip(b, (p, q) => p * q).Sum())];
            double[] dbias = [.. dyOfChannel.Select(c => c.Sum())];
            double count = layout.Slices;

            var actual = data.Run();
            AssertClose(means, actual.Means, bound);
            AssertClose(variances, actual.Variances, 16 * bound);
            AssertClose(NaiveBatchNorm.Map(h, layout, (v, c) => v * weight[c] + bias[c]), actual.Y, 16 * bound);
            AssertClose(dbias, actual.Dbias, count * bound);
            AssertClose(dweight, actual.Dweight, count * bound);
            double[] expected = NaiveBatchNorm.Map(
                [.. Enumerable.Range(0, x.Length).Select(i => (double)i)], layout,
                (i, c) => weight[c] * inverses[c] * (dy[(int)i] - dbias[c] / count - h[(int)i] * dweight[c] / count));
            AssertClose(expected, actual.Dx, 64 * bound);

            // With given statistics, and added to what is there.
            var dx = (T[])data.X.Clone();
            BatchNorms.Backward<T>(
                data.X, layout, data.Dy, data.Weight, actual.Means, actual.Inverses, default, default, dx, accumulate: true);
            AssertClose(
                [.. NaiveBatchNorm.Map(dy, layout, (v, c) => weight[c] * inverses[c] * v).Zip(x, (a, b) => a + b)], dx,
                64 * bound);
        }

        static double[] Doubles(T[] x) => [.. x.Select(double.CreateTruncating)];

        static void AssertClose(double[] expected, T[] actual, double bound)
        {
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], double.CreateTruncating(actual[i]), bound);
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Widths_do_not_change_a_bit<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var layout in s_layouts)
        {
            var data = new Data<T>(layout);
            Results<T>? first = null;
            foreach (var width in OpTypes.Widths)
            {
                using var _ = Isa.Use(width);
                var results = data.Run();
                first ??= results;
                Bits.AssertSame<T>(first.Y, results.Y, $"y {layout}");
                Bits.AssertSame<T>(first.Dx, results.Dx, $"dx {layout}");
                Bits.AssertSame<T>(first.Dweight, results.Dweight, $"dweight {layout}");
                Bits.AssertSame<T>(first.Dbias, results.Dbias, $"dbias {layout}");
                T[] inPlace = [.. data.X], other = [.. results.Inverses];
                BatchNorms.Forward<T>(
                    inPlace, layout, results.Means, results.Variances, data.Weight, data.Bias, T.One, inPlace, other);
                Bits.AssertSame<T>(results.Y, inPlace, "in place");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(12000), dy = new(12000), y = new(12000), weight = new(70), bias = new(70),
            means = new(70), variances = new(70), inverses = new(70), dweight = new(70), dbias = new(70);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (var layout in s_layouts)
            {
                var data = new Data<T>(layout);
                int channels = layout.Length;
                Span<T> from = x.Take(data.X, atEnd), to = y.Take(data.X.Length, atEnd), gradient = dy.Take(data.Dy, atEnd);
                Span<T> w = weight.Take(data.Weight, atEnd), m = means.Take(channels, atEnd), v = variances.Take(channels, atEnd);
                Span<T> r = inverses.Take(channels, atEnd), dw = dweight.Take(channels, atEnd), db = dbias.Take(channels, atEnd);
                BatchNorms.Statistics(from, layout, m, v);
                BatchNorms.Forward(from, layout, m, v, w, bias.Take(data.Bias, atEnd), T.One, to, r);
                BatchNorms.BackwardWeight(from, layout, gradient, m, r, db, dw);
                BatchNorms.Backward(from, layout, gradient, w, m, r, db, dw, to);
            }
        }
    }

    // NaN stays in its channel.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Channels_without_variance_and_with_NaN<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T[] x = [T.One, T.NaN, T.One, T.One], y = new T[4], means = new T[2], variances = new T[2], inverses = new T[2];
        AxisLayout layout = new(2, 2, 1);
        BatchNorms.Statistics<T>(x, layout, means, variances);
        BatchNorms.Forward<T>(x, layout, means, variances, default, default, T.One, y, inverses);
        Bits.AssertSame<T>([T.Zero, T.NaN, T.Zero, T.NaN], y, "result");
        Bits.AssertSame(T.One, inverses[0], "inverse");
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors()
    {
        AxisLayout layout = new(2, 3, 1);
        float[] x = new float[6], y = new float[6], two = new float[2], three = new float[3], other = new float[3];
        Assert.Throws<ArgumentException>("x", () => BatchNorms.Statistics<float>(x.AsSpan(1), layout, three, other));
        Assert.Throws<ArgumentException>("means", () => BatchNorms.Statistics<float>(x, layout, two, other));
        Assert.Throws<ArgumentException>("variances", () => BatchNorms.Statistics<float>(x, layout, three, three));
        Assert.Throws<ArgumentOutOfRangeException>(
            "epsilon", () => BatchNorms.Forward<float>(x, layout, three, three, default, default, float.NaN, y, other));
        Assert.Throws<ArgumentException>(
            "weight", () => BatchNorms.Forward<float>(x, layout, three, three, two, default, 1, y, other));
        Assert.Throws<ArgumentException>(
            "inverses", () => BatchNorms.Forward<float>(x, layout, three, three, default, default, 1, y, three));
        Assert.Throws<ArgumentException>(
            "y", () => BatchNorms.Forward<float>(x, layout, three, three, default, default, 1, new float[5], other));
        Assert.Throws<ArgumentException>(
            "dx", () => BatchNorms.Backward<float>(x, layout, y, default, three, three, default, default, new float[5]));
        Assert.Throws<ArgumentException>(
            () => BatchNorms.Backward<float>(x, layout, y, default, three, three, other, default, new float[6]));
        Assert.All(y, v => Assert.Equal(0, v));
    }

    private sealed record Results<T>(
        T[] Y, T[] Means, T[] Variances, T[] Inverses, T[] Dbias, T[] Dweight, T[] Dx);

    private sealed class Data<T>(AxisLayout layout) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T[] X { get; } = Inputs.Moderate<T>(layout.Elements, 1);

        public T[] Dy { get; } = Inputs.Moderate<T>(layout.Elements, 2);

        public T[] Weight { get; } = Inputs.Moderate<T>(layout.Length, 3);

        public T[] Bias { get; } = Inputs.Moderate<T>(layout.Length, 4);

        public Results<T> Run()
        {
            int channels = layout.Length;
            var results = new Results<T>(
                new T[X.Length], new T[channels], new T[channels], new T[channels], new T[channels], new T[channels],
                new T[X.Length]);
            BatchNorms.Statistics<T>(X, layout, results.Means, results.Variances);
            BatchNorms.Forward<T>(
                X, layout, results.Means, results.Variances, Weight, Bias, T.One, results.Y, results.Inverses);
            BatchNorms.BackwardWeight<T>(X, layout, Dy, results.Means, results.Inverses, results.Dbias, results.Dweight);
            BatchNorms.Backward<T>(
                X, layout, Dy, Weight, results.Means, results.Inverses, results.Dbias, results.Dweight, results.Dx);
            return results;
        }
    }
}
