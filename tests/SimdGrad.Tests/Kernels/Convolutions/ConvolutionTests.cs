using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class ConvolutionTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // Small integers, so that all sums are exact: nothing may differ.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_are_those_of_the_reference<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        ForAll(60, (layout, seed) =>
        {
            var data = new Data<T>(layout, seed, n => Inputs.Integers<T>(n, seed + n, 5));
            double[] x = Doubles(data.X), weight = Doubles(data.Weight), bias = Doubles(data.Bias), dy = Doubles(data.Dy);
            var (y, dx, dweight, dbias) = data.Run();
            Assert.Equal(NaiveConvolution.Forward(x, weight, bias, layout), Doubles(y));
            Assert.Equal(NaiveConvolution.BackwardInput(dy, weight, layout), Doubles(dx));
            Assert.Equal(NaiveConvolution.BackwardWeight(x, dy, layout), Doubles(dweight));
            double[] sums = [.. NaiveBatchNorm.Channels(dy, new(layout.Images, layout.Outputs, layout.Window.Output.Area))
                .Select(c => c.Sum())];
            Assert.Equal(sums, Doubles(dbias));

            // Added to what is there, and without a bias.
            Convolution.BackwardInput<T>(data.Dy, data.Weight, layout, dx, accumulate: true);
            Convolution.BackwardWeight<T>(data.X, data.Dy, layout, dweight, accumulate: true);
            Assert.Equal(NaiveConvolution.BackwardInput(dy, weight, layout).Select(v => 2 * v), Doubles(dx));
            Assert.Equal(NaiveConvolution.BackwardWeight(x, dy, layout).Select(v => 2 * v), Doubles(dweight));
            Convolution.Forward<T>(data.X, data.Weight, default, layout, y);
            Assert.Equal(NaiveConvolution.Forward(x, weight, [], layout), Doubles(y));
        });

        static double[] Doubles(T[] values) => [.. values.Select(double.CreateTruncating)];
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Widths_and_the_batch_do_not_change_a_bit<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ForAll(40, (layout, seed) =>
        {
            var data = new Data<T>(layout, seed, n => Inputs.Moderate<T>(n, seed + n));
            (T[] Y, T[] Dx, T[] Dweight, T[] Dbias)? first = null;
            foreach (var width in OpTypes.Widths)
            {
                using var _ = Isa.Use(width);
                var results = data.Run();
                first ??= results;
                Bits.AssertSame<T>(first.Value.Y, results.Y, $"y of {layout} with {width}");
                Bits.AssertSame<T>(first.Value.Dx, results.Dx, $"dx of {layout} with {width}");
                Bits.AssertSame<T>(first.Value.Dweight, results.Dweight, $"dweight of {layout} with {width}");
                Bits.AssertSame<T>(first.Value.Dbias, results.Dbias, $"dbias of {layout} with {width}");
            }
            if (layout.Images < 2)
                return;
            var one = data.Image(1);
            var alone = one.Run();
            Bits.AssertSame<T>(first!.Value.Y.AsSpan(alone.Y.Length, alone.Y.Length), alone.Y, $"y alone of {layout}");
            Bits.AssertSame<T>(first.Value.Dx.AsSpan(alone.Dx.Length, alone.Dx.Length), alone.Dx, $"dx alone of {layout}");
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        ForAll(20, (layout, seed) =>
        {
            var data = new Data<T>(layout, seed, n => Inputs.Integers<T>(n, seed + n, 5));
            using GuardedBuffer<T> x = new(data.X.Length), weight = new(data.Weight.Length), bias = new(data.Bias.Length),
                y = new(data.Dy.Length), gradient = new(Math.Max(data.X.Length, data.Weight.Length));
            bool atEnd = seed % 2 == 0;
            Span<T> from = x.Take(data.X, atEnd), w = weight.Take(data.Weight, atEnd), b = bias.Take(data.Bias, atEnd);
            Span<T> to = y.Take(data.Dy.Length, atEnd);
            Convolution.Forward(from, w, b, layout, to);
            foreach (bool accumulate in (bool[])[false, true])
            {
                Convolution.BackwardInput(to, w, layout, gradient.Take(data.X.Length, atEnd), accumulate);
                Convolution.BackwardWeight(from, to, layout, gradient.Take(data.Weight.Length, atEnd), accumulate);
            }
            Convolution.BackwardBias(to, layout, b);
        });
    }

    // Blocks of less than all positions, sets of less than all images, more than a panel of k, planes that are shared and not.
    [Fact]
    public void Large_layouts_are_done_in_parts()
    {
        ConvolutionLayout[] layouts =
        [
            new(1, 70, 13, 1, new WindowLayout((7, 9), 2, 1, 1, 1)), new(2, 300, 2, 1, new WindowLayout((3, 9), 1, 1, 0, 1)),
            new(1, 2, 260, 2, new WindowLayout((9, 8), 3, 2, 1, 1)), new(1, 40, 5, 1, new WindowLayout((52, 60), 3, 1, 2, 2)),
            new(1, 8, 3, 1, new WindowLayout((40, 41), 5, 1, 2, 1)), new(19, 2, 3, 1, new WindowLayout((6, 5), 3, 1, 1, 1)),
            new(2, 30, 2, 2, new WindowLayout((30, 67), (3, 4), (1, 2), 1, (2, 1))),
        ];
        foreach (var layout in layouts)
        {
            var data = new Data<double>(layout, 1, n => Inputs.Integers<double>(n, n, 5));
            var (y, dx, dweight, _) = data.Run();
            Assert.Equal(NaiveConvolution.Forward(data.X, data.Weight, data.Bias, layout), y);
            Assert.Equal(NaiveConvolution.BackwardInput(data.Dy, data.Weight, layout), dx);
            Assert.Equal(NaiveConvolution.BackwardWeight(data.X, data.Dy, layout), dweight);
        }
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors()
    {
        WindowLayout window = new(4, 3, 1, 0, 1);
        ConvolutionLayout layout = new(2, 4, 6, 2, window);
        float[] x = new float[128], w = new float[6 * 2 * 9], y = new float[48], six = new float[6];
        Assert.Throws<ArgumentException>("x", () => Convolution.Forward<float>(x.AsSpan(1), w, six, layout, y));
        Assert.Throws<ArgumentException>("weight", () => Convolution.Forward<float>(x, w.AsSpan(1), six, layout, y));
        Assert.Throws<ArgumentException>("bias", () => Convolution.Forward<float>(x, w, six.AsSpan(1), layout, y));
        Assert.Throws<ArgumentException>("y", () => Convolution.Forward<float>(x, w, six, layout, y.AsSpan(1)));
        Assert.Throws<ArgumentException>("y", () => Convolution.Forward<float>(x, w, six, layout, x.AsSpan(0, 48)));
        Assert.Throws<ArgumentException>("layout", () => Convolution.Forward<float>(x, w, six, default, y));
        Assert.Throws<ArgumentException>("dx", () => Convolution.BackwardInput<float>(y, w, layout, x.AsSpan(1)));
        Assert.Throws<ArgumentException>("dweight", () => Convolution.BackwardWeight<float>(x, y, layout, x.AsSpan(0, 108)));
        Assert.Throws<ArgumentException>("dbias", () => Convolution.BackwardBias<float>(y, layout, w));
        Assert.All(x.Concat(y), v => Assert.Equal(0, v));

        Assert.Throws<ArgumentException>("groups", () => new ConvolutionLayout(1, 4, 6, 4, window));
        Assert.Throws<ArgumentException>("groups", () => new ConvolutionLayout(1, 3, 6, 2, window));
        Assert.Throws<ArgumentOutOfRangeException>("groups", () => new ConvolutionLayout(1, 3, 6, 0, window));
        Assert.Throws<ArgumentOutOfRangeException>("images", () => new ConvolutionLayout(-1, 3, 6, 1, window));
        Assert.Throws<ArgumentException>("images", () => new ConvolutionLayout(1 << 28, 3, 6, 1, window));
    }

    private static void ForAll(int count, Action<ConvolutionLayout, int> check)
    {
        var cases = from window in WindowCases.Any(pooling: false)
                    from batch in Gen.Choose(0, 3)
                    from inputs in Gen.Choose(1, 3)
                    from outputs in Gen.Choose(1, 5)
                    from groups in Gen.Choose(1, 3)
                    from seed in Gen.Choose(0, 1 << 20)
                    select (new ConvolutionLayout(batch, groups * inputs, groups * outputs, groups, window), seed);
        Check.One(SampleCount.Config(count), Prop.ForAll(Arb.From(cases), x => check(x.Item1, x.seed)));
    }

    private sealed record Data<T>(ConvolutionLayout Layout, T[] X, T[] Weight, T[] Bias, T[] Dy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Data(ConvolutionLayout layout, int _, Func<int, T[]> values)
            : this(
                layout, values(layout.InputLength), values(layout.WeightLength), values(layout.Outputs),
                values(layout.OutputLength))
        {
        }

        public Data<T> Image(int image)
        {
            ConvolutionLayout layout = new(1, Layout.Inputs, Layout.Outputs, Layout.Groups, Layout.Window);
            return this with
            {
                Layout = layout,
                X = [.. X.AsSpan(image * layout.InputLength, layout.InputLength)],
                Dy = [.. Dy.AsSpan(image * layout.OutputLength, layout.OutputLength)],
            };
        }

        public (T[] Y, T[] Dx, T[] Dweight, T[] Dbias) Run()
        {
            T[] y = new T[Dy.Length], dx = new T[X.Length], dweight = new T[Weight.Length], dbias = new T[Bias.Length];
            Convolution.Forward<T>(X, Weight, Bias, Layout, y);
            Convolution.BackwardInput<T>(Dy, Weight, Layout, dx);
            Convolution.BackwardWeight<T>(X, Dy, Layout, dweight);
            Convolution.BackwardBias<T>(Dy, Layout, dbias);
            return (y, dx, dweight, dbias);
        }
    }
}
