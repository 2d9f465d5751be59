using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Ops.Losses;

/// <summary>Softmax cross-entropy with every option.</summary>
public class CrossEntropyTests
{
    // Narrow rows, rows of one chunk and of two, and around the ends of vectors.
    private static readonly (int Rows, int Columns)[] s_shapes =
        [(1, 1), (5, 3), (33, 8), (17, 10), (16, 16), (5, 17), (3, 70), (2, 1000), (2, 4096), (2, 9000)];

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    public static TheoryData<VectorWidth> Widths => [.. OpTypes.Widths];

    // As in RowsTests; the targets are up to 2, and a sum over them has the bound of a sum.
    private static double Bound<T>(int columns) =>
        2 * ((2 * (16 + 2) + 8) * Bits.UnitRoundoff<T>() * (typeof(T) == typeof(double) ? 2 : 1) + 4 * SumBound.Of<T>(columns));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_formula<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var (rows, columns) in s_shapes)
        {
            var x = Inputs.Moderate<T>(rows * columns, columns);
            foreach (var option in CrossEntropyCase.All)
            {
                var (losses, gradient, divisor) = option.Reference([.. x.Select(double.CreateTruncating)], columns);
                double bound = Bound<T>(columns);
                foreach (var reduction in Enum.GetValues<Reduction>())
                {
                    using var tape = new Tape<T>();
                    var logits = tape.Variable(x, [rows, columns]);
                    var y = option.Record(logits, reduction);
                    double scale = reduction == Reduction.Mean ? 1 / divisor : 1;
                    double[] expected = reduction == Reduction.None ? losses : [losses.Sum() * scale];
                    if (reduction == Reduction.Mean && divisor == 0)
                        (expected, scale) = ([double.NaN], 0);
                    string name = $"{reduction} of {option}, {rows}x{columns}";
                    Assert.Equal(expected.Length, y.Shape.FlattenedLength);
                    for (int i = 0; i < expected.Length; i++)
                        Near(expected[i], y.Values[i], bound * (1 + Math.Abs(expected[i])), name);
                    y.Backward([.. Enumerable.Repeat(T.One, expected.Length)]);
                    for (int i = 0; i < x.Length; i++)
                        Near(gradient[i] * scale, logits.Gradient[i], bound * scale * Math.Max(1, columns / 4.0), name);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gradients_are_differences(VectorWidth width)
    {
        using var _ = Isa.Use(width);
        foreach (var option in CrossEntropyCase.All)
            foreach (var reduction in Enum.GetValues<Reduction>())
                foreach (Shape shape in (Shape[])[[3, 5], [2, 20]])
                    GradCheck.Check(x => option.Record(x[0], reduction), [SampleData.Moderate(shape, 3)]);
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void Widths_places_and_neighbors_do_not_change_a_bit<T>(T _1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        const int Rows = 3;
        foreach (int columns in (int[])[1, 5, 10, 16, 17, 33, 100, 4097, 10000])
        {
            foreach (T[] x in (T[][])[Inputs.Moderate<T>(Rows * columns, 5), Inputs.Wild<T>(Rows * columns, 6)])
            {
                foreach (var option in CrossEntropyCase.All)
                {
                    int[] classes = CrossEntropyCase.Classes(Rows, columns);
                    var targets = CrossEntropyCase.Targets<T>(Rows, columns);
                    var expected = Run(option, VectorWidth.V128, x, columns, classes, targets);
                    foreach (var width in OpTypes.Widths)
                    {
                        string name = $"{option} of {columns} with {width}";
                        var actual = Run(option, width, x, columns, classes, targets);
                        Bits.AssertSame<T>(expected.Losses, actual.Losses, $"losses of {name}");
                        Bits.AssertSame<T>(expected.Gradient, actual.Gradient, $"gradient of {name}");
                        var middle = columns..(2 * columns);
                        var row = Run(option, width, x[middle], columns, classes[1..2], targets[middle]);
                        Bits.AssertSame<T>(expected.Losses.AsSpan(1, 1), row.Losses, $"loss of a row alone, {name}");
                        Bits.AssertSame<T>(expected.Gradient.AsSpan(middle), row.Gradient, $"gradient of a row alone, {name}");
                    }
                }
            }
        }

        static (T[] Losses, T[] Gradient) Run(
            CrossEntropyCase option, VectorWidth width, T[] x, int columns, int[] classes, T[] targets)
        {
            using var _ = Isa.Use(width);
            T[] losses = new T[x.Length / columns], gradient = new T[x.Length], inPlace = [.. x], others = new T[losses.Length];
            T scale = T.CreateTruncating(0.3);
            var weights = option.Weights<T>(columns);
            option.Run<T>(x, columns, classes, targets, scale, losses, gradient, weights);
            option.Run<T>(inPlace, columns, classes, targets, scale, others, inPlace, weights);
            Bits.AssertSame<T>(losses, others, "losses in place");
            Bits.AssertSame<T>(gradient, inPlace, "gradient in place");
            option.Run<T>(x, columns, classes, targets, scale, others, default, weights);
            Bits.AssertSame<T>(losses, others, "losses without gradient");
            return (losses, gradient);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(300), t = new(300), w = new(100), g = new(300), l = new(3);
        using var c = new GuardedBuffer<int>(3);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (int columns in (IEnumerable<int>)[.. Enumerable.Range(1, 35), 63, 64, 65, 100])
            {
                foreach (var option in CrossEntropyCase.All)
                {
                    int n = 3 * columns;
                    option.Run(
                        x.Take(Inputs.Moderate<T>(n, 1), atEnd), columns, c.Take(CrossEntropyCase.Classes(3, columns), atEnd),
                        t.Take(CrossEntropyCase.Targets<T>(3, columns), atEnd), T.One, l.Take(3, atEnd), g.Take(n, atEnd),
                        w.Take(option.Weights<T>(columns), atEnd));
                }
            }
        }
    }

    // A class of probability 0 that is not the target changes nothing; one that is makes the loss infinite.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Minus_infinity_counts_only_where_it_is_a_target<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        // A whole chunk of them too, the first or the last.
        foreach (var (columns, open) in ((int, int)[])[(4, 1), (40, 7), (9000, 3), (9000, 8999)])
        {
            T[] x = new T[columns], gradient = new T[columns], losses = new T[1], targets = new T[columns];
            Array.Fill(x, T.NegativeInfinity);
            x[open] = x[open - 1] = T.One;
            targets[open] = T.One;
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, [open], T.One, losses, gradient);
            Near(Math.Log(2), losses[0], Bits.Ulp<T>(1), "loss of a class");
            for (int i = 0; i < columns; i++)
            {
                double expected = i == open ? -0.5 : i == open - 1 ? 0.5 : 0;
                Near(expected, gradient[i], 0, $"gradient {i}");
            }
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, targets, T.One, losses, gradient);
            Near(Math.Log(2), losses[0], Bits.Ulp<T>(1), "loss of targets");
            Near(0, gradient[0], 0.5, "gradient of targets");
            // Smoothing makes a target of every class.
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, [open], T.One, losses, gradient, default, T.CreateTruncating(0.1));
            Assert.True(T.IsPositiveInfinity(losses[0]));
            if (columns < 9000)
                continue;
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, [100], T.One, losses, gradient);
            Assert.True(T.IsPositiveInfinity(losses[0]));
            x[50] = T.NaN;
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, [open], T.One, losses, gradient);
            Assert.True(T.IsNaN(losses[0]) && gradient.All(T.IsNaN));
            x[50] = T.PositiveInfinity;
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, [open], T.One, losses, gradient);
            Assert.True(T.IsNaN(losses[0]) && gradient.All(T.IsNaN));
        }
    }

    [Theory]
    [InlineData(Reduction.Mean, double.NaN)]
    [InlineData(Reduction.Sum, 0)]
    public void Of_ignored_rows_or_none_or_weights_of_0_the_sum_is_0_and_the_mean_NaN_without_gradient(
        Reduction reduction, double expected)
    {
        using var tape = new Tape<double>();
        var x = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x, x.SoftmaxCrossEntropy([-100, -100], reduction: reduction));
        x = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x, x.SoftmaxCrossEntropy([2, 2], labelSmoothing: 0.5, ignoreIndex: 2, reduction: reduction));
        x = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x, x.SoftmaxCrossEntropy([2, 2], [1, 1, 0], reduction: reduction));
        x = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x, x.NegativeLogLikelihood([1, 1], ignoreIndex: 1, reduction: reduction));
        x = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x, x.NegativeLogLikelihood([1, 1], [1, 0, 1], reduction: reduction));
        x = tape.Variable([], [0, 3]);
        Check(x, x.SoftmaxCrossEntropy((ReadOnlySpan<int>)[], reduction: reduction));
        x = tape.Variable([], [0, 3]);
        Check(x, x.SoftmaxCrossEntropy((ReadOnlySpan<double>)[], reduction: reduction));

        void Check(Tensor<double> x, Tensor<double> y)
        {
            Assert.Equal(expected, y.Item());
            y.Backward();
            Assert.All(x.Gradient.ToArray(), g => Assert.Equal(0, g));
            tape.Reset();
        }
    }

    [Fact]
    public void Rows_that_are_ignored_have_loss_0()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable([1, 2, 3, float.NaN, 5, 6], [2, 3]);
        var y = x.SoftmaxCrossEntropy([1, -100], reduction: Reduction.None);
        Assert.Equal([2], y.Shape);
        Assert.Equal(0, y.Values[1]);
        y.Backward([3, 5]);
        Assert.All(x.Gradient[3..].ToArray(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void What_does_not_fit_is_named_and_nothing_is_recorded()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable(new float[6], [2, 3]);
        int count = tape.Count;
        Fails<ArgumentOutOfRangeException>("classes[1] is 3;", () => x.SoftmaxCrossEntropy([0, 3]));
        Fails<ArgumentOutOfRangeException>("classes[0] is -100;", () => x.SoftmaxCrossEntropy([-100, 0], ignoreIndex: -1));
        Fails<ArgumentOutOfRangeException>("classes[1] is -1;", () => x.NegativeLogLikelihood([0, -1]));
        Fails<ArgumentException>("classes has 1", () => x.NegativeLogLikelihood([0]));
        Fails<ArgumentException>("classWeights has 2", () => x.SoftmaxCrossEntropy([0, 1], [1, 1]));
        Fails<ArgumentException>("classWeights has 4", () => x.NegativeLogLikelihood([0, 1], [1, 1, 1, 1]));
        Fails<ArgumentException>("classWeights has 1", () => x.SoftmaxCrossEntropy(new float[6], [1]));
        Fails<ArgumentException>("targets has 5", () => x.SoftmaxCrossEntropy(new float[5]));
        Fails<ArgumentOutOfRangeException>("labelSmoothing", () => x.SoftmaxCrossEntropy([0, 1], labelSmoothing: 1.5));
        Fails<ArgumentOutOfRangeException>("labelSmoothing", () => x.SoftmaxCrossEntropy(new float[6], [], double.NaN));
        Fails<ArgumentOutOfRangeException>("reduction", () => x.SoftmaxCrossEntropy([0, 1], reduction: (Reduction)(-1)));
        Assert.Equal(count, tape.Count);

        static void Fails<TException>(string message, Action action) where TException : ArgumentException =>
            Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }

    private static void Near<T>(double expected, T actual, double bound, string context) where T : IBinaryFloatingPointIeee754<T>
    {
        double error = Math.Abs(double.CreateTruncating(actual) - expected);
        if (!(double.IsNaN(expected) ? T.IsNaN(actual) : error <= bound))
            Assert.Fail($"{context}: {actual:R} is off by {error} from {expected:R}; the bound is {bound}");
    }
}
