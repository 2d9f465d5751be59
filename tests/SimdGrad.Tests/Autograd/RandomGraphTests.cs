using SimdGrad.Simd;
using SimdGrad.Tests.Kernels.Planted;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>Gradients of random graphs, against differences, and in relation to each other.</summary>
public class RandomGraphTests
{
    private const int MaxSteps = 8, Count = 40;

    [Fact]
    public void Every_kind_of_operation_is_found()
    {
        string[] names = [.. GraphOperation.All.Select(operation => operation.Name)];
        Assert.Contains("Tanh()", names);
        Assert.Contains("Multiply()", names);
        Assert.Contains(names, name => name.StartsWith("MatMul(", StringComparison.Ordinal));
        Assert.Contains("Softmax()", names);
        Assert.Contains("LogSumExp(Index, Boolean)", names);
        Assert.Contains("Linear()", names);
    }

    [Fact]
    public void Gradients_are_differences() =>
        RandomGraph.ForAll(MaxSteps, Count, GraphOperation.All, graph => GradCheck.Check(x => graph.Record(x), graph.Inputs));

    [Fact]
    public void A_planted_wrong_rule_is_found_and_shrunk_to_itself()
    {
        RandomGraph? smallest = null;
        GraphOperation planted = GraphOperation.Applying(default(WrongSigmoid));
        // The first that is found ends the search: fewer samples would save no time, and find none by bad luck.
        Assert.ThrowsAny<Exception>(() => RandomGraph.ForAll(
            MaxSteps, 2000 * SampleCount.Thinning, [.. GraphOperation.All, .. Enumerable.Repeat(planted, 8)], graph =>
            {
                try
                {
                    GradCheck.Check(x => graph.Record(x), graph.Inputs);
                }
                catch (GradCheckException)
                {
                    smallest = graph;
                    throw;
                }
            }));
        Assert.NotNull(smallest);
        Assert.Equal(planted, Assert.Single(smallest.Steps).Operation);
        Assert.Equal(1, Assert.Single(smallest.Inputs).Shape.FlattenedLength);
    }

    [Fact]
    public void Gradients_are_linear_in_the_seed() => ForAll((graph, w) =>
    {
        double[] v = Random(w.Length, 2);
        var (ofW, ofV) = (Gradients(graph, w), Gradients(graph, v));
        var ofBoth = Gradients(graph, [.. w.Zip(v, (a, b) => 3 * a - 0.7 * b)]);
        Compare(ofBoth, (i, j) => 3 * ofW[i][j] - 0.7 * ofV[i][j]);
    });

    // Every formula multiplies the gradient that it is given, so a power of two goes through without rounding.
    [Fact]
    public void A_power_of_two_in_the_seed_scales_gradients_bit_for_bit() => ForAll((graph, w) =>
    {
        var once = Gradients(graph, w);
        foreach (int power in (int[])[-30, 1, 40])
        {
            var scaled = Gradients(graph, [.. w.Select(x => Math.ScaleB(x, power))]);
            for (int i = 0; i < once.Length; i++)
                Kernels.Bits.AssertSame<double>([.. once[i].Select(x => Math.ScaleB(x, power))], scaled[i], $"gradient {i}");
        }
    });

    [Fact]
    public void An_input_that_is_used_twice_gets_the_sum_of_both_gradients() => ForAll((graph, w) =>
    {
        using var tape = new Tape<double>();
        Tensor<double>[] Variables() => [.. graph.Inputs.Select(x => tape.Variable(x.Values, x.Shape))];
        var (first, second) = (Variables(), Variables());
        (graph.Record(first).Tanh() * graph.Record(second)).Backward(w);
        double[][] apart = [.. first.Zip(second, (a, b) => Gradient(a).Zip(Gradient(b), (x, y) => x + y).ToArray())];
        tape.Reset();
        var shared = Variables();
        (graph.Record(shared).Tanh() * graph.Record(shared)).Backward(w);
        Compare([.. shared.Select(Gradient)], (i, j) => apart[i][j]);
    });

    [Fact]
    public void Identities_between_operations_change_nothing() => ForAll((graph, w) =>
    {
        var plain = Gradients(graph, w);
        foreach (var identity in (Func<Tensor<double>, Tensor<double>>[])[x => x * 1, x => -(-x), x => x + 0.0])
        {
            var wrapped = Gradients(graph, w, identity);
            Compare(wrapped, (i, j) => plain[i][j]);
        }
    });

    [Fact]
    public void The_transposed_Jacobian_is_the_adjoint_of_the_Jacobian() => ForAll((graph, w) =>
    {
        double[][] v = [.. graph.Inputs.Select((x, i) => Random(x.Shape.FlattenedLength, 3 + i))];
        using var tape = new Tape<Dual>();
        var y = graph.Record<Dual>(
            [.. graph.Inputs.Select((x, i) => tape.Variable([.. x.Values.Zip(v[i], (a, b) => new Dual(a, b))], x.Shape))]);
        var gradients = Gradients(graph, w);
        double left = 0, right = 0, size = 1;
        for (int i = 0; i < w.Length; i++)
            left += w[i] * y.Values[i].Tangent;
        for (int i = 0; i < v.Length; i++)
            for (int j = 0; j < v[i].Length; j++)
                (right, size) = (right + v[i][j] * gradients[i][j], size + Math.Abs(v[i][j] * gradients[i][j]));
        Assert.InRange(left - right, -1e-11 * size, 1e-11 * size);
    });

    [Fact]
    public void A_batch_gives_the_bits_of_its_rows()
    {
        const int rows = 7, columns = 5;
        var random = Random(rows * columns, 9);
        double[] weight = Random(columns * columns, 10), seed = Random(rows * columns, 11);
        double[] whole = Of(random, seed);
        for (int row = 0; row < rows; row++)
        {
            var part = (row * columns)..((row + 1) * columns);
            Kernels.Bits.AssertSame<double>(whole[part], Of(random[part], seed[part]), $"row {row}");
        }

        double[] Of(double[] x, double[] seed)
        {
            using var tape = new Tape<double>();
            var input = tape.Variable(x, [x.Length / columns, columns]);
            var w = tape.Constant(weight, [columns, columns]);
            input.Linear(w, default, new Tanh()).MatMul(w).Softmax().Backward(seed);
            return input.Gradient.ToArray();
        }
    }

    private static void ForAll(Action<RandomGraph, double[]> check) =>
        RandomGraph.ForAll(MaxSteps, Count, GraphOperation.All, graph =>
        {
            using var tape = new Tape<double>();
            var y = graph.Record<double>([.. graph.Inputs.Select(x => tape.Variable(x.Values, x.Shape))]);
            check(graph, Random(y.Shape.FlattenedLength, 1));
        });

    private static double[][] Gradients(RandomGraph graph, double[] seed, Func<Tensor<double>, Tensor<double>>? wrap = null)
    {
        using var tape = new Tape<double>();
        Tensor<double>[] inputs = [.. graph.Inputs.Select(x => tape.Variable(x.Values, x.Shape))];
        graph.Record(inputs, wrap).Backward(seed);
        return [.. inputs.Select(Gradient)];
    }

    private static double[] Gradient(Tensor<double> x) =>
        x.Gradient.IsEmpty ? new double[x.Shape.FlattenedLength] : x.Gradient.ToArray();

    private static double[] Random(int count, int seed)
    {
        var random = new CounterRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(i => 2 * random.Uniform((ulong)i) - 1)];
    }

    private static void Compare(double[][] actual, Func<int, int, double> expected)
    {
        // Sums of several paths cancel, so what counts is the size of the whole.
        double size = Math.Max(1, actual.Max(x => x.Length == 0 ? 0 : x.Max(Math.Abs)));
        for (int i = 0; i < actual.Length; i++)
            for (int j = 0; j < actual[i].Length; j++)
                Assert.InRange(actual[i][j] - expected(i, j), -1e-11 * size, 1e-11 * size);
    }
}
