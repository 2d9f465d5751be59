using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Reductions along axes, and of spans as the special case, beside a naive reference in double.</summary>
public class ReduceAxisTests
{
    private delegate void Kernel<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y);

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // Rows narrow and wide, more and fewer than the lanes; columns in strips whole and partial; panels of 64 one and several;
    // empty.
    private static IEnumerable<AxisLayout> Layouts =>
    [
        .. from length in (int[])[1, 2, 5, 8, 15, 16, 17, 33, 64, 65, 130, 300]
           from outer in (int[])[1, 2, 3, 7, 17]
           select new AxisLayout(outer, length, 1),
        .. from length in (int[])[1, 2, 3, 63, 64, 65, 128, 129, 200]
           from inner in (int[])[2, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 65, 70]
           select new AxisLayout(2, length, inner),
        new(1, 4096, 1), new(2, 4097, 1), new(1, 10000, 1), new(1, 5000, 3),
        new(3, 0, 1), new(2, 0, 5), new(0, 3, 4), new(4, 3, 0),
    ];

    private static (string Name, Func<double[], double> Reference)[] References =>
    [
        (nameof(ReduceAxis.Sum), x => x.Sum()),
        (nameof(ReduceAxis.Mean), x => x.Sum() / x.Length),
        (nameof(ReduceAxis.Variance), x =>
        {
            double mean = x.Sum() / x.Length;
            return x.Sum(v => (v - mean) * (v - mean)) / Math.Max(0, x.Length - 1);
        }),
        (nameof(ReduceAxis.L1Norm), x => x.Sum(Math.Abs)),
        (nameof(ReduceAxis.L2Norm), x => Math.Sqrt(x.Sum(v => v * v))),
        (nameof(ReduceAxis.LogSumExp), x => x.Length == 0 ? double.NegativeInfinity : Math.Log(x.Sum(Math.Exp))),
        (nameof(ReduceAxis.Max), x => x.Max()),
        (nameof(ReduceAxis.Min), x => x.Min()),
    ];

    // Every term is at most 64 in size, so a sum of n of them errs by the bound of sums of n * 64; what follows the sum (a
    // quotient, a root, a logarithm) makes it no larger, and adds a few roundings of a number that is no larger either.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_are_those_of_the_reference<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in Layouts)
        {
            var x = Inputs.Moderate<T>(layout.Elements, layout.Length);
            double[][] slices = [.. Slices.Of([.. x.Select(double.CreateTruncating)], layout)];
            foreach (var (name, reference) in References)
            {
                if (layout.Length == 0 && name is nameof(ReduceAxis.Max) or nameof(ReduceAxis.Min))
                    continue;
                var y = Run(Of<T>(name), x, layout);
                for (int s = 0; s < slices.Length; s++)
                {
                    double expected = reference(slices[s]);
                    // A sum's bound is relative to the sum of magnitudes; an extreme is exact.
                    double size = name switch
                    {
                        nameof(ReduceAxis.Max) or nameof(ReduceAxis.Min) => 0,
                        nameof(ReduceAxis.Sum) or nameof(ReduceAxis.L1Norm) => slices[s].Sum(Math.Abs),
                        nameof(ReduceAxis.Mean) => slices[s].Sum(Math.Abs) / slices[s].Length,
                        nameof(ReduceAxis.Variance) => 3 * (expected + 8),
                        _ => Math.Abs(expected) + 8,
                    };
                    double bound = Bound<T>(layout.Length) * size;
                    double error = Math.Abs(double.CreateTruncating(y[s]) - expected);
                    bool same = double.IsFinite(expected) ? error <= bound : expected.Equals(double.CreateTruncating(y[s]));
                    if (!same)
                        Assert.Fail($"{name} {s} along {layout} is {y[s]:R}, not {expected:R}, off by {error}, not {bound}");
                }
            }
        }

        static double Bound<U>(int n) where U : unmanaged, IBinaryFloatingPointIeee754<U> =>
            (typeof(U) == typeof(double) ? 2 : 1)
            * (SumBound.Of<U>(n) + 1.01 * (64 + BitOperations.Log2((uint)n + 1) + 8) * Bits.UnitRoundoff<U>());
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void All_widths_give_the_same_bits_and_rows_those_of_the_row_alone<T>(T _1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var layout in Layouts.Where(layout => layout.Length > 0))
        {
            foreach (var x in (T[][])[Inputs.Moderate<T>(layout.Elements, 1), Inputs.Wild<T>(layout.Elements, layout.Length)])
            {
                foreach (var (name, _) in References)
                {
                    var expected = RunOn(VectorWidth.V128, name);
                    foreach (var width in OpTypes.Widths)
                    {
                        Bits.AssertSame<T>(expected, RunOn(width, name), $"{name} along {layout} with {width}");
                        using var _2 = Isa.Use(width);
                        if (layout.Inner == 1)
                            for (int r = 0; r < layout.Outer; r++)
                                Bits.AssertSame(
                                    expected[r], OfSpan<T>(name)(x.AsSpan(r * layout.Length, layout.Length)),
                                    $"{name} of row {r}, {layout}");
                    }
                }

                T[] RunOn(VectorWidth width, string name)
                {
                    using var _ = Isa.Use(width);
                    return Run(Of<T>(name), x, layout);
                }
            }
        }
    }

    // Down columns, sums are added in order in panels of 64 rows, which are joined pairwise.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Columns_are_added_in_the_documented_order<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in Layouts.Where(layout => layout.Inner > 1))
        {
            var x = Inputs.Moderate<T>(layout.Elements, 3);
            var y = Run<T>(ReduceAxis.Sum, x, layout);
            foreach (var (slice, s) in Slices.Of(x, layout).Select((slice, s) => (slice, s)))
                Bits.AssertSame(ColumnsTests.Sum<T>(slice), y[s], $"sum {s} along {layout}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Zeros_have_signs_and_NaN_wins<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in Layouts.Where(layout => layout.Length > 1 && layout.Slices > 0))
        {
            foreach (var (a, b, max, min) in ((T, T, T, T)[])
            [
                (T.Zero, T.NegativeZero, T.Zero, T.NegativeZero), (T.NegativeZero, T.Zero, T.Zero, T.NegativeZero),
                (T.NaN, T.One, T.NaN, T.NaN), (T.One, T.NaN, T.NaN, T.NaN),
                (T.PositiveInfinity, T.NaN, T.NaN, T.NaN),
                (T.NegativeInfinity, T.NegativeInfinity, T.NegativeInfinity, T.NegativeInfinity),
            ])
            {
                // One a among many b, at a place that differs from slice to slice.
                var x = new T[layout.Elements];
                Array.Fill(x, b);
                for (int s = 0; s < layout.Slices; s++)
                    x[IndexOf(layout, s, 5 * s % layout.Length)] = a;
                Assert.All(Run<T>(ReduceAxis.Max, x, layout), y => Bits.AssertSame(max, y, $"maximum along {layout}"));
                Assert.All(Run<T>(ReduceAxis.Min, x, layout), y => Bits.AssertSame(min, y, $"minimum along {layout}"));
            }
        }
    }

    // The first of equals, zeros of both signs being equal; the first NaN before all.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Indices_are_those_of_the_reference<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in Layouts.Where(layout => layout.Length > 0))
        {
            foreach (var x in (T[][])
            [
                Inputs.Moderate<T>(layout.Elements, 1), Inputs.Integers<T>(layout.Elements, 2, 2),
                [.. Inputs.Integers<T>(layout.Elements, 3, 1).Select((v, i) => i % 3 == 0 ? -v : v)],
                Inputs.Wild<T>(layout.Elements, layout.Length),
                [.. Enumerable.Repeat(T.NegativeInfinity, layout.Elements)],
            ])
            {
                int[] max = new int[layout.Slices], min = new int[layout.Slices];
                ReduceAxis.ArgMax<T>(x, layout, max);
                ReduceAxis.ArgMin<T>(x, layout, min);
                Assert.Equal([.. Slices.Of(x, layout).Select(slice => Best(slice, (a, b) => a > b))], max);
                Assert.Equal([.. Slices.Of(x, layout).Select(slice => Best(slice, (a, b) => a < b))], min);
                if (layout.Outer == 1 && layout.Inner == 1)
                    Assert.Equal((max[0], min[0]), (Reduce.ArgMax<T>(x), Reduce.ArgMin<T>(x)));
            }
        }

        static int Best(T[] x, Func<T, T, bool> isBetter)
        {
            int best = 0;
            for (int i = 1; i < x.Length; i++)
                if (!T.IsNaN(x[best]) && (T.IsNaN(x[i]) || isBetter(x[i], x[best])))
                    best = i;
            return best;
        }
    }

    // Beyond 2^24 rows float cannot count; and beyond 2^20 a panel ends.
    [Fact]
    public void Indices_of_very_long_columns_are_exact()
    {
        var x = new float[2 * ((1 << 24) + 12)];
        x[2 * ((1 << 24) + 7)] = 1;
        x[2 * ((1 << 20) + 3) + 1] = -1;
        var y = new int[2];
        ReduceAxis.ArgMax<float>(x, new(1, x.Length / 2, 2), y);
        Assert.Equal([(1 << 24) + 7, 0], y);
        ReduceAxis.ArgMin<float>(x, new(1, x.Length / 2, 2), y);
        Assert.Equal([0, (1 << 20) + 3], y);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Norms_neither_overflow_nor_underflow_on_the_way<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        T three = T.CreateTruncating(3), four = T.CreateTruncating(4), five = T.CreateTruncating(5);
        var (low, high) = typeof(T) == typeof(double) ? (-1074, 1020) : (-149, 124);
        for (int exponent = low; exponent <= high; exponent++)
        {
            // Scaled by a power of two, the norm has the same bits.
            T[] x = [T.ScaleB(three, exponent), T.Zero, T.ScaleB(-four, exponent)];
            Bits.AssertSame(T.ScaleB(five, exponent), Reduce.L2Norm<T>(x), $"norm of (3, 0, -4) 2^{exponent}");
            T[] columns = [x[0], x[2], x[1], x[1], x[2], x[0]], y = new T[2];
            ReduceAxis.L2Norm<T>(columns, new(1, 3, 2), y);
            Bits.AssertSame<T>([T.ScaleB(five, exponent), T.ScaleB(five, exponent)], y, $"norms of columns at 2^{exponent}");
            // Beside an ordinary one.
            ReduceAxis.L2Norm<T>([x[0], three, x[1], T.Zero, x[2], -four], new(1, 3, 2), y);
            Bits.AssertSame<T>([T.ScaleB(five, exponent), five], y, $"norms of columns at 2^{exponent} and 1");
            ReduceAxis.L2Norm<T>([three, T.Zero, -four, .. x], new(2, 3, 1), y);
            Bits.AssertSame<T>([five, T.ScaleB(five, exponent)], y, $"norms of rows at 1 and 2^{exponent}");
        }
        foreach (var (x, expected) in ((T[], T)[])
        [
            ([], T.Zero), ([T.Zero, T.NegativeZero], T.Zero), ([T.NegativeInfinity, T.One], T.PositiveInfinity),
            ([T.NaN, T.PositiveInfinity], T.NaN), ([T.MaxValue, T.MaxValue], T.PositiveInfinity), ([T.MinValue], T.MaxValue),
            ([T.Epsilon], T.Epsilon), ([T.MaxValue, T.Epsilon], T.MaxValue),
        ])
            Bits.AssertSame(expected, Reduce.L2Norm<T>(x), $"norm of ({string.Join(", ", x)})");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LogSumExp_of_extremes<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T huge = T.CreateTruncating(1e30), no = T.NegativeInfinity, all = T.PositiveInfinity;
        foreach (var (x, expected) in ((T[], T)[])
        [
            ([], no), ([no, no], no), ([all, T.One], all), ([all, no], all), ([T.NaN, all], T.NaN), ([no, T.NaN], T.NaN),
            ([huge, T.One], huge), ([-huge, -huge - huge], -huge), ([no, huge], huge), ([T.One], T.One),
        ])
        {
            Bits.AssertSame(expected, Reduce.LogSumExp<T>(x), $"log-sum-exp of ({string.Join(", ", x)})");
            T[] columns = [.. x.SelectMany(v => new[] { v, v })], y = new T[2];
            ReduceAxis.LogSumExp<T>(columns, new(1, x.Length, 2), y);
            Bits.AssertSame<T>([expected, expected], y, $"log-sum-exp of columns of ({string.Join(", ", x)})");
        }
    }

    // A mean of 10000 with a deviation of 1: squares minus the square of the mean would lose all digits in float.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Variance_does_not_cancel<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T[] x = [.. Enumerable.Range(0, 1000).Select(i => T.CreateTruncating(10000 + i % 2 * 2))];
        Assert.Equal(1, double.CreateTruncating(Reduce.Variance<T>(x, correction: 0)), 1e-6);
        Assert.Equal(1000 / 999.0, double.CreateTruncating(Reduce.Variance<T>(x)), 1e-6);
        Bits.AssertSame(T.NaN, Reduce.Variance<T>([]), "variance of nothing");
        Bits.AssertSame(T.NaN, Reduce.Variance<T>([T.One]), "variance of one");
        Bits.AssertSame(T.Zero, Reduce.Variance<T>([T.One], 0), "variance of one, uncorrected");
        Bits.AssertSame(T.PositiveInfinity, Reduce.Variance<T>([T.One, T.Zero], 2), "variance of two, corrected by two");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> elements = new(5100), results = new(5100);
        using GuardedBuffer<int> indices = new(200);
        foreach (var layout in Layouts.Where(layout => layout.Elements is > 0 and <= 5100))
        {
            foreach (bool atEnd in (bool[])[true, false])
            {
                var x = elements.Take(Inputs.Moderate<T>(layout.Elements, 1), atEnd);
                foreach (var (name, _) in References)
                    Of<T>(name)(x, layout, results.Take(layout.Slices, atEnd));
                ReduceAxis.ArgMax<T>(x, layout, indices.Take(layout.Slices, atEnd));
                ReduceAxis.CumulativeSum<T>(x, layout, results.Take(layout.Elements, atEnd), reverse: atEnd);
                ReduceAxis.CumulativeSum<T>(x, layout, results.Take(layout.Elements, atEnd), reverse: !atEnd, accumulate: true);
            }
        }
    }

    // In order within blocks of 64, after the sums of aligned powers of two of blocks: written out.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Running_sums_are_added_in_the_documented_order<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in Layouts)
        {
            var x = Inputs.Moderate<T>(layout.Elements, 5);
            foreach (bool reverse in (bool[])[false, true])
            {
                T[] y = new T[x.Length], inPlace = [.. x], added = [.. x.Select(v => v + T.One)];
                ReduceAxis.CumulativeSum<T>(x, layout, y, reverse);
                ReduceAxis.CumulativeSum<T>(inPlace, layout, inPlace, reverse);
                Bits.AssertSame<T>(y, inPlace, $"running sums in place along {layout}");
                ReduceAxis.CumulativeSum<T>(x, layout, added, reverse, accumulate: true);
                Bits.AssertSame<T>([.. y.Select((v, i) => x[i] + T.One + v)], added, $"running sums added along {layout}");
                var expected = Slices.Of(x, layout).Select(slice => Scan([.. reverse ? slice.Reverse() : slice]));
                var actual = Slices.Of(y, layout).Select(slice => reverse ? slice.Reverse() : slice);
                foreach (var (one, other) in expected.Zip(actual))
                    Bits.AssertSame<T>(one, [.. other], $"running sums along {layout}");
            }
        }

        static T[] Scan(T[] x)
        {
            var y = new T[x.Length];
            T before = T.Zero, sum = T.Zero;
            for (int i = 0; i < x.Length; i++)
            {
                if (i % 64 == 0)
                    (before, sum) = (Before(x, i / 64), T.Zero);
                sum += x[i];
                y[i] = before + sum;
            }
            return y;
        }

        static T Before(T[] x, int blocks)
        {
            T sum = T.Zero;
            int done = 0;
            for (int size = 1 << 20; size > 0; size /= 2)
            {
                if ((blocks & size) == 0)
                    continue;
                sum += Total(x.AsSpan(64 * done, 64 * size));
                done += size;
            }
            return sum;
        }

        static T Total(ReadOnlySpan<T> x)
        {
            if (x.Length > 64)
                return Total(x[..(x.Length / 2)]) + Total(x[(x.Length / 2)..]);
            T sum = T.Zero;
            foreach (T v in x)
                sum += v;
            return sum;
        }
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors()
    {
        var x = new float[12];
        AxisLayout layout = new(2, 3, 2);
        Assert.Throws<ArgumentException>("x", () => ReduceAxis.Sum<float>(x.AsSpan(1), layout, new float[4]));
        Assert.Throws<ArgumentException>("y", () => ReduceAxis.Sum<float>(x, layout, new float[3]));
        Assert.Throws<ArgumentException>(() => ReduceAxis.Sum<float>(x, layout, x.AsSpan(0, 4)));
        Assert.Throws<ArgumentException>("y", () => ReduceAxis.ArgMax<float>(x, layout, new int[5]));
        Assert.Throws<ArgumentException>("layout", () => ReduceAxis.Max<float>([], new(2, 0, 2), new float[4]));
        Assert.Throws<ArgumentException>("layout", () => ReduceAxis.ArgMin<float>([], new(2, 0, 2), new int[4]));
        Assert.Throws<ArgumentOutOfRangeException>("correction", () => Reduce.Variance<float>(x, -1));
        Assert.Throws<ArgumentException>(() => ReduceAxis.Variance<float>(x, layout, 1, new float[4], new float[3]));
        Assert.Throws<ArgumentException>("x", () => Reduce.ArgMax<float>([]));
        Assert.Throws<ArgumentException>("x", () => Reduce.Min<float>([]));
        Assert.Throws<ArgumentException>(() => Reduce.CumulativeSum<float>(x, new float[11]));
        Assert.Throws<ArgumentException>(() => Reduce.CumulativeSum<float>(x.AsSpan(1), x.AsSpan(0, 11)));
        Assert.Throws<ArgumentException>(() => ReduceAxis.CumulativeSum<float>(x, layout, x, accumulate: true));
        Assert.Throws<ArgumentOutOfRangeException>("inner", () => new AxisLayout(1, 1, -1));
        Assert.Throws<ArgumentException>(() => new AxisLayout(65536, 1, 65536));
        Assert.Throws<ArgumentException>(() => new AxisLayout(65536, 0, 65536));
        Assert.Throws<NotSupportedException>(() => ReduceAxis.Sum<Half>([], default, []));
        Assert.All(x, v => Assert.Equal(0, v));
    }

    private static int IndexOf(AxisLayout layout, int slice, int i) =>
        (slice / layout.Inner * layout.Length + i) * layout.Inner + slice % layout.Inner;

    private static T[] Run<T>(Kernel<T> kernel, T[] x, AxisLayout layout)
    {
        var y = new T[layout.Slices];
        Array.Fill(y, default);
        kernel(x, layout, y);
        return y;
    }

    private static Kernel<T> Of<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
    {
        nameof(ReduceAxis.Sum) => ReduceAxis.Sum,
        nameof(ReduceAxis.Mean) => ReduceAxis.Mean,
        nameof(ReduceAxis.Variance) => (x, layout, y) => ReduceAxis.Variance(x, layout, 1, y),
        nameof(ReduceAxis.L1Norm) => ReduceAxis.L1Norm,
        nameof(ReduceAxis.L2Norm) => ReduceAxis.L2Norm,
        nameof(ReduceAxis.LogSumExp) => ReduceAxis.LogSumExp,
        nameof(ReduceAxis.Max) => ReduceAxis.Max,
        nameof(ReduceAxis.Min) => ReduceAxis.Min,
        _ => throw new ArgumentException(name),
    };

    private static Func<ReadOnlySpan<T>, T> OfSpan<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            nameof(ReduceAxis.Sum) => Reduce.Sum,
            nameof(ReduceAxis.Mean) => Reduce.Mean,
            nameof(ReduceAxis.Variance) => x => Reduce.Variance(x),
            nameof(ReduceAxis.L1Norm) => Reduce.L1Norm,
            nameof(ReduceAxis.L2Norm) => Reduce.L2Norm,
            nameof(ReduceAxis.LogSumExp) => Reduce.LogSumExp,
            nameof(ReduceAxis.Max) => Reduce.Max,
            nameof(ReduceAxis.Min) => Reduce.Min,
            _ => throw new ArgumentException(name),
        };
}
