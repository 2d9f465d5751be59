using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class PoolingTests
{
    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // Small integers, so that windows have ties, and now and then NaN or an infinity. All sums are exact.
    [Theory]
    [MemberData(nameof(Elements))]
    public void Maxima_and_their_gradients_are_those_of_the_reference<T>(T _1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ForAll((layout, planes, seed) =>
        {
            var x = Inputs.Integers<T>(planes * layout.Input.Area, seed, 4);
            for (int i = seed % 7; i < x.Length; i += 1 + seed % 53)
                x[i] = (seed % 3) switch { 0 => T.NaN, 1 => T.NegativeInfinity, _ => T.PositiveInfinity };
            int output = layout.Output.Area;
            var y = new T[planes * output];
            Pooling.Max<T>(x, layout, y);
            var dy = Inputs.Integers<T>(y.Length, seed + 1, 9);
            T[] dx = Inputs.Integers<T>(x.Length, seed + 2, 9), expected = [.. dx];
            Pooling.MaxBackward<T>(x, y, dy, layout, dx, accumulate: true);
            for (int p = 0; p < planes; p++)
            {
                var plane = x[(p * layout.Input.Area)..((p + 1) * layout.Input.Area)];
                int[] where = NaiveWindows.ArgMax([.. plane.Select(double.CreateTruncating)], layout);
                Bits.AssertSame<T>([.. where.Select(i => plane[i])], y.AsSpan(p * output, output), "maxima");
                for (int i = 0; i < output; i++)
                    expected[p * layout.Input.Area + where[i]] += dy[p * output + i];
            }
            Bits.AssertSame<T>(expected, dx, "gradient");
        });
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Means_and_their_gradients_are_those_of_the_reference<T>(T _1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ForAll((layout, planes, seed) =>
        {
            bool countPadding = seed % 2 == 0;
            int input = layout.Input.Area, output = layout.Output.Area;
            var x = Inputs.Moderate<T>(planes * input, seed);
            var y = new T[planes * output];
            Pooling.Mean<T>(x, layout, countPadding, y);
            var dy = Inputs.Moderate<T>(y.Length, seed + 1);
            var dx = new T[x.Length];
            Pooling.MeanBackward<T>(dy, layout, countPadding, dx);
            double bound = 8 * 40 * Bits.UnitRoundoff<T>();
            for (int p = 0; p < planes; p++)
            {
                var gradient = new double[input];
                int w = p * output;
                foreach (int[] window in NaiveWindows.Of(layout))
                {
                    double share = NaiveWindows.Share(window, countPadding), sum = 0;
                    foreach (int i in window.Where(i => i >= 0))
                    {
                        sum += share * double.CreateTruncating(x[p * input + i]);
                        gradient[i] += share * double.CreateTruncating(dy[w]);
                    }
                    Assert.Equal(sum, double.CreateTruncating(y[w++]), bound);
                }
                for (int i = 0; i < input; i++)
                    Assert.Equal(gradient[i], double.CreateTruncating(dx[p * input + i]), bound);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GuardedBuffer<T> x = new(2000), y = new(2000), dx = new(2000);
        ForAll((layout, planes, seed) =>
        {
            bool atEnd = seed % 2 == 0;
            int input = planes * layout.Input.Area, output = planes * layout.Output.Area;
            var from = x.Take(Inputs.Moderate<T>(input, seed), atEnd);
            var to = y.Take(output, atEnd);
            Pooling.Max(from, layout, to);
            Pooling.MaxBackward(from, to, to, layout, dx.Take(input, atEnd));
            Pooling.Mean(from, layout, true, to);
            Pooling.MeanBackward(to, layout, false, dx.Take(input, atEnd));
        });
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors()
    {
        WindowLayout layout = new(4, 2, 2, 0, 1);
        float[] x = new float[32], y = new float[8];
        Assert.Throws<ArgumentException>("y", () => Pooling.Max<float>(x, layout, y.AsSpan(0, 7)));
        Assert.Throws<ArgumentException>("y", () => Pooling.Mean<float>(x.AsSpan(0, 16), layout, true, y));
        Assert.Throws<ArgumentException>("y", () => Pooling.Mean<float>(x, layout, true, x.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>("layout", () => Pooling.Max<float>(x, default, y));
        Assert.Throws<ArgumentException>("layout", () => Pooling.Mean<float>(x, new(4, 2, 2, 0, 2), true, y));
        var e = Assert.Throws<ArgumentException>("layout", () => Pooling.Max<float>(x, new(4, 3, 1, 2, 1), y));
        Assert.Contains("padding is (2, 2); it is at most half the window (3, 3)", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("layout", () => Pooling.Max<float>(x, new(1, 2, 1, 1, 2), y));
        float[] dx = new float[32];
        Assert.Throws<ArgumentException>("x", () => Pooling.MaxBackward<float>(x.AsSpan(1), y, y, layout, dx));
        Assert.Throws<ArgumentException>("y", () => Pooling.MaxBackward<float>(x, y.AsSpan(1), y, layout, dx));
        Assert.Throws<ArgumentException>("dx", () => Pooling.MaxBackward<float>(x, y, y, layout, x));
        Assert.Throws<ArgumentException>("dx", () => Pooling.MaxBackward<float>(x, dx.AsSpan(0, 8), y, layout, dx));
        Assert.All(x.Concat(y).Concat(dx), v => Assert.Equal(0, v));
    }

    private static void ForAll(Action<WindowLayout, int, int> check)
    {
        var cases = from layout in WindowCases.Any(pooling: true)
                    from planes in Gen.Choose(0, 3)
                    from seed in Gen.Choose(0, 1 << 20)
                    select (layout, planes, seed);
        Check.One(SampleCount.Config(100), Prop.ForAll(Arb.From(cases), x => check(x.layout, x.planes, x.seed)));
    }
}
