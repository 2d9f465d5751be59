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

    // Blocks of rows and chunks of classes are cut where the layer and the loss cut their sums, so that not a bit differs.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_gradients_have_the_bits_of_the_two<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var (rows, columns) in ((int, int)[])[(1, 17), (4, 5), (5, 40), (3, 4096), (3, 9000), (600, 33)])
            foreach (var option in CrossEntropyCase.All.Where(option => !option.IsSoft))
                foreach (var reduction in Enum.GetValues<Reduction>())
                    Compare<T>(rows, columns, option, reduction != Reduction.Sum, reduction);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Threads_do_not_change_a_bit(int threads)
    {
        using var _ = new ThreadCount(threads);
        Compare<float>(700, 5000, new CrossEntropyCase(false, true, 0.125, true), true, Reduction.Mean);
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

    private static void Compare<T>(int rows, int columns, CrossEntropyCase option, bool hasBias, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = $"{reduction} of {option}, {rows}x{columns}";
        var expected = Run(isFused: false);
        var actual = Run(isFused: true);
        for (int i = 0; i < expected.Length; i++)
            Bits.AssertSame<T>(expected[i], actual[i], $"result {i} of {name}");

        T[][] Run(bool isFused)
        {
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
}
