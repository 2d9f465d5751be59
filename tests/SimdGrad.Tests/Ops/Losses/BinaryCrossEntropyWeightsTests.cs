using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Ops.Losses;

public class BinaryCrossEntropyWeightsTests
{
    private const int Columns = 5;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<VectorWidth> Widths => [.. OpTypes.Widths];

    // PyTorch's formula: (1 - t) x + (1 + (q - 1) t) (log1p(exp(-|x|)) + max(-x, 0)), of moderate size and well conditioned in
    // double; gradient (q t + 1 - t) s - q t.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_formula<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        for (int rows = 0; rows < 9; rows++)
        {
            int n = rows * Columns;
            var (x, t) = (Inputs.Moderate<T>(n, rows), Inputs.Targets<BinaryCrossEntropyWithLogits, T>(n, rows + 100));
            var w = Inputs.Integers<T>(n, rows + 200, 2);
            foreach (double[] positive in (double[][])[[], [3], [0], [0.5, 1, 0, 40, 2.25]])
            {
                foreach (bool weighted in (bool[])[false, true])
                {
                    using var tape = new Tape<T>();
                    var logits = tape.Variable(x, [rows, Columns]);
                    T[] q = [.. positive.Select(T.CreateTruncating)];
                    var y = logits.BinaryCrossEntropyWithLogits(t, q, weighted ? w : [], Reduction.None);
                    Assert.Equal([rows, Columns], y.Shape);
                    y.Backward(Enumerable.Repeat(T.One, n).ToArray());
                    for (int i = 0; i < n; i++)
                    {
                        double xi = double.CreateTruncating(x[i]), ti = double.CreateTruncating(t[i]);
                        double wi = weighted ? double.CreateTruncating(w[i]) : 1;
                        double qi = positive.Length == 0 ? 1 : positive[positive.Length == 1 ? 0 : i % Columns];
                        double loss = wi * ((1 - ti) * xi + (1 + (qi - 1) * ti)
                            * (Math.Log(1 + Math.Exp(-Math.Abs(xi))) + Math.Max(-xi, 0)));
                        double gradient = wi * ((qi * ti + 1 - ti) / (1 + Math.Exp(-xi)) - qi * ti);
                        double bound = 16 * Bits.Ulp<T>(Math.Max(1, Math.Abs(wi) * Math.Max(1, qi) * Math.Abs(xi)));
                        Assert.InRange(double.CreateTruncating(y.Values[i]) - loss, -bound, bound);
                        Assert.InRange(double.CreateTruncating(logits.Gradient[i]) - gradient, -bound, bound);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gradients_are_differences(VectorWidth width)
    {
        using var _ = Isa.Use(width);
        double[] t = Inputs.Targets<BinaryCrossEntropyWithLogits, double>(15, 1), w = Inputs.Integers<double>(15, 2, 3);
        foreach (var reduction in Enum.GetValues<Reduction>())
            GradCheck.Check(
                inputs => inputs[0].BinaryCrossEntropyWithLogits(t, [0.5, 1, 0, 40, 2.25], w, reduction),
                [SampleData.Moderate([3, Columns], 4)]);
    }

    // Also around a page's end, and in place.
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_split_is_exact_for_classes_and_touches_nothing_else<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> bufferQ = new(70), bufferT = new(140), bufferW = new(140), bufferS = new(140);
        for (int columns = 1; columns <= 70; columns++)
        {
            foreach (bool atEnd in (bool[])[true, false])
            {
                int n = 2 * columns;
                T[] classes = [.. Enumerable.Range(0, n).Select(i => i % 3 == 0 ? T.One : T.Zero)];
                var q = bufferQ.Take(Inputs.Integers<T>(columns, columns, 20).Select(T.Abs).ToArray(), atEnd);
                var t = bufferT.Take(classes, atEnd);
                Span<T> weights = bufferW.Take(n, atEnd), shares = bufferS.Take(n, atEnd);
                PositiveWeights.Split<T>(q, t, default, weights, shares);
                Bits.AssertSame<T>(classes, shares, "shares");
                for (int i = 0; i < n; i++)
                    Bits.AssertSame(classes[i] == T.One ? q[i % columns] : T.One, weights[i], $"weight {i}");
                PositiveWeights.Split<T>(q, t, weights, weights, t);
                Bits.AssertSame<T>(classes, t, "shares in place");
                for (int i = 0; i < n; i++)
                    Bits.AssertSame(classes[i] == T.One ? q[i % columns] * q[i % columns] : T.One, weights[i], $"square {i}");
            }
        }
    }

    [Fact]
    public void Weights_that_do_not_fit_are_named()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable(new float[6], [2, 3]);
        int count = tape.Count;
        Fails("positiveWeights", "positiveWeights has 2", () => x.BinaryCrossEntropyWithLogits(new float[6], [1, 1]));
        Fails("positiveWeights", "positiveWeights[1] is -1;", () => x.BinaryCrossEntropyWithLogits(new float[6], [1, -1, 1]));
        Fails("positiveWeights", "is NaN;", () => x.BinaryCrossEntropyWithLogits(new float[6], [float.NaN]));
        Fails("positiveWeights", "is Infinity;", () => x.BinaryCrossEntropyWithLogits(new float[6], [float.PositiveInfinity]));
        Fails("targets", "targets[3] is 2;", () => x.BinaryCrossEntropyWithLogits([0, 0, 0, 2, 0, 0], [2]));
        Fails("targets", "targets has 2", () => x.BinaryCrossEntropyWithLogits([0, 0], [2]));
        Fails("weights", "weights has 1", () => x.BinaryCrossEntropyWithLogits(new float[6], [2], [1]));
        Fails("weights", "weights has 1", () => x.BinaryCrossEntropyWithLogits(new float[6], [], [1]));
        Assert.Equal(count, tape.Count);

        static void Fails(string name, string message, Action action) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(name, action).Message, StringComparison.Ordinal);
    }
}
