using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Ops.Losses;

/// <summary>The linear layer and softmax cross-entropy in one, beside the two.</summary>
[Collection(nameof(Serial))]
public class LinearCrossEntropyTests
{
    private const int Features = 7;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<VectorWidth> Widths => [.. OpTypes.Widths];

    // Within a block of rows and a chunk of classes not a bit differs; beyond, the products that are gradients are sums of parts.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_gradients_are_those_of_the_two<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var (rows, columns) in ((int, int)[])[(1, 17), (4, 5), (5, 40), (3, 4096), (3, 9000), (600, 33)])
            foreach (var option in CrossEntropyCase.All.Where(option => !option.IsSoft))
                foreach (var reduction in Enum.GetValues<Reduction>())
                    Compare<T>(rows, columns, option, reduction);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Threads_do_not_change_a_bit(int threads)
    {
        float[][] expected = Run(1), actual = Run(threads);
        for (int i = 0; i < expected.Length; i++)
            Bits.AssertSame<float>(expected[i], actual[i], $"result {i}");

        static float[][] Run(int threads)
        {
            using var _ = new ThreadCount(threads);
            return Run<float>(700, 5000, new CrossEntropyCase(false, true, 0.125, true), Reduction.Mean, isFused: true);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gradients_are_differences(VectorWidth width)
    {
        using var _ = Isa.Use(width);
        int[] classes = [4, 0, 2];
        double[] weights = [0.5, 1, 2, 0, 1.5];
        foreach (var reduction in Enum.GetValues<Reduction>())
            GradCheck.Check(
                x => x[0].LinearSoftmaxCrossEntropy(x[1], x[2], classes, weights, 0.125, 0, reduction),
                [SampleData.Moderate([3, 2], 1), SampleData.Moderate([2, 5], 2), SampleData.Moderate([5], 3)]);
    }

    [Fact]
    public void Of_no_rows_the_mean_is_NaN_and_gradients_are_0()
    {
        using var tape = new Tape<float>();
        Tensor<float> x = tape.Variable([], [0, 3]), w = tape.Variable(new float[12], [3, 4]);
        var b = tape.Variable(new float[4], [4]);
        var y = x.LinearSoftmaxCrossEntropy(w, b, []);
        Assert.True(float.IsNaN(y.Item()));
        y.Backward();
        Assert.Equal(new float[12], w.Gradient);
        Assert.Equal(new float[4], b.Gradient);
    }

    // All logits would take 51 MB; a block of them, with the two gradients of 3 MB and what the tape holds besides, far less.
    [Fact]
    public void The_logits_never_exist_as_a_whole()
    {
        const int Rows = 128, Columns = 100_000;
        using var pool = new BufferPool(0);
        using var tape = new Tape<float>(pool);
        var x = tape.Variable(Inputs.Moderate<float>(Rows * Features, 1), [Rows, Features]);
        var w = tape.Variable(Inputs.Moderate<float>(Features * Columns, 2), [Features, Columns]);
        var y = x.LinearSoftmaxCrossEntropy(w, default, CrossEntropyCase.Classes(Rows, Columns));
        y.Backward();
        Assert.False(w.Gradient.IsEmpty);
        Assert.InRange(pool.OutstandingBytes, 1, 32L << 20);
    }

    [Fact]
    public void What_does_not_fit_is_named_and_nothing_is_recorded()
    {
        using var tape = new Tape<float>();
        Tensor<float> x = tape.Variable(new float[6], [2, 3]), w = tape.Variable(new float[12], [3, 4]);
        var bias = tape.Variable(new float[3], [3]);
        int count = tape.Count;
        Fails<ArgumentException>("[2, 3]", () => x.LinearSoftmaxCrossEntropy(x, default, [0, 1]));
        Fails<ArgumentException>("bias", () => x.LinearSoftmaxCrossEntropy(w, bias, [0, 1]));
        Fails<ArgumentException>("classes has 1", () => x.LinearSoftmaxCrossEntropy(w, default, [0]));
        Fails<ArgumentOutOfRangeException>("classes[1] is 4;", () => x.LinearSoftmaxCrossEntropy(w, default, [0, 4]));
        Fails<ArgumentException>("classWeights has 2", () => x.LinearSoftmaxCrossEntropy(w, default, [0, 1], [1, 1]));
        Fails<ArgumentOutOfRangeException>(
            "labelSmoothing", () => x.LinearSoftmaxCrossEntropy(w, default, [0, 1], labelSmoothing: -1));
        Assert.Equal(count, tape.Count);

        static void Fails<TException>(string message, Action action) where TException : ArgumentException =>
            Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }

    private static void Compare<T>(int rows, int columns, CrossEntropyCase option, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = $"{reduction} of {option}, {rows}x{columns}";
        var expected = Run<T>(rows, columns, option, reduction, isFused: false);
        var actual = Run<T>(rows, columns, option, reduction, isFused: true);
        for (int i = 0; i < expected.Length; i++)
            if ((i == 1 && columns > SoftmaxChunk.Length) || (i == 2 && rows > LinearCrossEntropy<T>.BlockRows))
                AssertClose(expected[i], actual[i], $"result {i} of {name}");
            else
                Bits.AssertSame<T>(expected[i], actual[i], $"result {i} of {name}");
    }

    // A few roundings of sums, whose terms are no larger than the largest sum.
    private static void AssertClose<T>(T[] expected, T[] actual, string name) where T : IBinaryFloatingPointIeee754<T>
    {
        T bound = T.CreateTruncating(32) * (T.BitIncrement(T.One) - T.One) * expected.Max(T.Abs)!;
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(T.Abs(actual[i] - expected[i]) <= bound, $"{name}: element {i} is {actual[i]}, expected {expected[i]}");
    }

    // The values of the loss, and the gradients of x, w and b.
    private static T[][] Run<T>(int rows, int columns, CrossEntropyCase option, Reduction reduction, bool isFused)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool hasBias = reduction != Reduction.Sum;
        using var tape = new Tape<T>();
        var x = tape.Variable(Inputs.Moderate<T>(rows * Features, 1), [rows, Features]);
        var w = tape.Variable([.. Inputs.Moderate<T>(Features * columns, 2)], [Features, columns]);
        var b = hasBias ? tape.Variable(Inputs.Moderate<T>(columns, 3), [columns]) : default;
        int[] classes = CrossEntropyCase.Classes(rows, columns);
        int ignored = option.Ignores ? CrossEntropyCase.IgnoreIndex : RowLosses.DefaultIgnoreIndex;
        var weights = option.Weights<T>(columns);
        var y = isFused
            ? x.LinearSoftmaxCrossEntropy(w, b, classes, weights, option.Smoothing, ignored, reduction)
            : x.Linear(w, b).SoftmaxCrossEntropy(classes, weights, option.Smoothing, ignored, reduction);
        y.Backward([.. Inputs.Integers<T>(y.Shape.FlattenedLength, 9, 3).Select(seed => seed + T.CreateTruncating(4))]);
        return [y.Values.ToArray(), x.Gradient.ToArray(), w.Gradient.ToArray(), hasBias ? b.Gradient.ToArray() : []];
    }
}
