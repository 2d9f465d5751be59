using System.Numerics;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using SimdGrad.Tests.Ops;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>A replay gives the bits of recording anew, takes no garbage, and says what it cannot do.</summary>
[Collection(nameof(Serial))]
public class ReplayTests
{
    private const int Rows = 6, Inputs = 5, Classes = 4;

    public static TheoryData<bool, string> Steps
    {
        get
        {
            var cases = new TheoryData<bool, string>();
            foreach (bool adam in (bool[])[false, true])
                foreach (string loss in (string[])["classes", "smoothed", "targets", "binary", "weighted", "squared"])
                    cases.Add(adam, loss);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Training_steps_have_the_bits_of_recorded_ones(bool adam, string loss)
    {
        Train<float>(adam, loss);
        Train<double>(adam, loss);
    }

    [Fact]
    public void Random_graphs_have_the_bits_of_recorded_ones()
    {
        RandomGraph.ForAll(6, 60, GraphOperation.All, graph =>
        {
            using var parameters = Parameters(graph);
            using var replay = new Replay<double>();
            replay.Record(Loss(graph, replay.Tape, parameters));
            for (int run = 0; run < 3; run++)
            {
                // Near the values that the graph was made for.
                if (run > 0)
                    foreach (ref double x in parameters.Values)
                        x *= 1 - 1e-9 * run;
                parameters.ZeroGradients();
                using var tape = new Tape<double>();
                var expected = Loss(graph, tape, parameters);
                expected.Backward();
                double[] gradients = parameters.Gradients.ToArray();
                parameters.ZeroGradients();
                Bits.AssertSame(expected.Item(), replay.Run(), $"the loss of run {run} of\n{graph}");
                Bits.AssertSame<double>(gradients, parameters.Gradients, $"run {run} of\n{graph}");
            }
        });
    }

    [Fact]
    public void Every_operation_is_replayed()
    {
        // Its draw is a number of the program's; the module's is another in each run.
        foreach (var sample in OperationTests.Samples.Where(sample => sample != typeof(DropoutSample)))
            typeof(ReplayTests).GetMethod(nameof(ReplaySample), AnyStatic)!.MakeGenericMethod(sample)
                .Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    [Fact]
    public void Gradients_add_up_as_in_any_backward_pass()
    {
        using var parameters = new ParameterSet<float>(("a", [2]));
        parameters[0].Values[0] = 3;
        using var replay = new Replay<float>();
        replay.Record(replay.Tape.Use(parameters[0]).Square().Sum());
        replay.Run();
        replay.Run();
        Assert.Equal([12, 0], parameters[0].Gradient.ToArray());
    }

    [Fact]
    public void Hooks_are_called_and_gradients_kept_in_each_run()
    {
        using var parameters = new ParameterSet<float>(("a", [1]));
        using var replay = new Replay<float>();
        float seen = 0;
        var a = replay.Tape.Use(parameters[0]);
        var square = a.Square().RetainGradient().OnGradient(gradient => seen = gradient[0]);
        replay.Record((square * square).Sum());
        for (int run = 1; run <= 3; run++)
        {
            parameters[0].Values[0] = run;
            Assert.Equal(run * run * run * run, replay.Run());
            Assert.Equal(2 * run * run, seen);
            Assert.Equal(seen, square.Gradient[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_allocates_nothing(int threads)
    {
        using var _ = new ThreadCount(threads);
        using var step = new Step<float>(adam: true, "classes", 1);
        for (int i = 0; i < 50; i++)
            step.Replayed(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            step.Replayed(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_run_that_fails_can_be_repeated()
    {
        using var step = new Step<float>(adam: false, "classes", 1);
        step.Replayed(0);
        step.ClassInputs.Values[2] = Classes;
        step.Parameters.ZeroGradients();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => step.Replay.Run());
        Assert.Contains($"{Classes}", error.Message, StringComparison.Ordinal);
        Assert.All(step.Parameters.Gradients.ToArray(), x => Assert.Equal(0, x));
        using var other = new Step<float>(adam: false, "classes", 1);
        other.Recorded(0);
        other.Recorded(1);
        step.Replayed(1);
        Bits.AssertSame<float>(other.Parameters.Values, step.Parameters.Values, "after a failed run");
    }

    [Fact]
    public void What_a_run_would_not_find_again_is_refused_when_it_is_recorded()
    {
        using var replay = new Replay<float>();
        var x = replay.Input([2, 3]).Tensor;
        Refused("draw 2", () => x.Dropout(0.5, 1, 2));
        Refused("indices", () => x.GatherRows([0, 1]));
        Refused("means", () => x.BatchNorm(new float[3], x.Values[..3]));
        Refused("targets", () => x.MeanSquaredError(new float[6]));
        Refused("classes", () => x.SoftmaxCrossEntropy(new int[2]));
        Refused("classWeights", () => x.SoftmaxCrossEntropy(replay.Indices(2), new float[3]));
        Refused("positiveWeights", () => x.BinaryCrossEntropyWithLogits(x.Values, [1f]));
        var variable = replay.Tape.Variable(new float[6], [2, 3]);
        Refused("Forwardless [2, 3]", () => replay.Record(
            replay.Tape.Record<Forwardless>([2, 3], replay.Tape.Allocate(6), default, variable).Sum()));
        // A refusal leaves the recording open.
        replay.Record(variable.Sum());
        Assert.Equal(0, replay.Run());

        void Refused(string what, Action record) =>
            Assert.Contains(what, Assert.Throws<InvalidOperationException>(record).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_ends_once()
    {
        using var replay = new Replay<float>();
        Assert.Throws<InvalidOperationException>(() => replay.Run());
        var x = replay.Tape.Variable([2f], [1]);
        Assert.Throws<InvalidOperationException>(() => replay.Record(replay.Input([1])));
        var y = x.Square();
        replay.Record(y);
        Assert.Throws<InvalidOperationException>(() => replay.Record(y));
        Assert.Throws<InvalidOperationException>(() => replay.Input([1]));
        Assert.Throws<InvalidOperationException>(() => replay.Indices(1));
        Assert.Throws<InvalidOperationException>(() => x.Square());
        Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Throws<InvalidOperationException>(replay.Tape.Reset);
        // The gradient of a variable is that of the last run.
        for (int run = 0; run < 2; run++)
        {
            Assert.Equal(4, replay.Run());
            Assert.Equal([4], x.Gradient.ToArray());
        }
    }

    [Fact]
    public void What_is_disposed_is_not_read()
    {
        var parameters = new ParameterSet<float>(("a", [1]));
        var replay = new Replay<float>();
        var (input, indices) = (replay.Input([1]), replay.Indices(1));
        replay.Record((replay.Tape.Use(parameters[0]) * input.Tensor).Sum());
        parameters.Dispose();
        Assert.Throws<ObjectDisposedException>(() => replay.Run());
        replay.Dispose();
        Assert.Throws<ObjectDisposedException>(() => replay.Run());
        Assert.Throws<ObjectDisposedException>(() => input.Values.Length);
        Assert.Throws<ObjectDisposedException>(() => indices.Values.Length);
        replay.Dispose();
    }

    [Fact]
    public void Anomalies_are_refused()
    {
        using var replay = new Replay<float>();
        replay.Tape.DetectsAnomalies = true;
        var y = replay.Tape.Variable([1f], [1]).Square();
        Assert.Throws<InvalidOperationException>(() => replay.Record(y));
    }

    private const System.Reflection.BindingFlags AnyStatic =
        System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic;

    private static void ReplaySample<TSample>() where TSample : struct, IOperationSample
    {
        var (first, second) = (TSample.Inputs(0), TSample.Inputs(1));
        if (!first.Select(x => x.Shape).SequenceEqual(second.Select(x => x.Shape)))
            second = first;
        using var parameters = new ParameterSet<double>(
            [.. first.Select((x, i) => ($"x{i}", x.Shape))]);
        Set(first);
        using var replay = new Replay<double>();
        replay.Record(Loss(replay.Tape));
        Set(second);
        parameters.ZeroGradients();
        using var tape = new Tape<double>();
        var expected = Loss(tape);
        expected.Backward();
        double[] gradients = parameters.Gradients.ToArray();
        parameters.ZeroGradients();
        Bits.AssertSame(expected.Item(), replay.Run(), typeof(TSample).Name);
        Bits.AssertSame<double>(gradients, parameters.Gradients, typeof(TSample).Name);

        void Set(IReadOnlyList<GradCheckInput> inputs)
        {
            for (int i = 0; i < inputs.Count; i++)
                inputs[i].Values.CopyTo(parameters[i].Values);
        }

        Tensor<double> Loss(Tape<double> tape) => TSample.Record<double>([.. parameters.Select(tape.Use)]).Sum();
    }

    private static ParameterSet<double> Parameters(RandomGraph graph)
    {
        var parameters = new ParameterSet<double>([.. graph.Inputs.Select((x, i) => ($"x{i}", x.Shape))]);
        for (int i = 0; i < graph.Inputs.Count; i++)
            graph.Inputs[i].Values.CopyTo(parameters[i].Values);
        return parameters;
    }

    // Some elements count more than others.
    private static Tensor<double> Loss(RandomGraph graph, Tape<double> tape, ParameterSet<double> parameters)
    {
        var y = graph.Record<double>([.. parameters.Select(tape.Use)]);
        double[] weights = [.. Enumerable.Range(0, y.Shape.FlattenedLength).Select(i => 1 + i % 3 / 4.0)];
        return (y * tape.Constant(weights, y.Shape)).Sum();
    }

    private static void Train<T>(bool adam, string loss) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var replayed = new Step<T>(adam, loss, 7);
        using var recorded = new Step<T>(adam, loss, 7);
        for (int i = 0; i < 5; i++)
        {
            Bits.AssertSame(recorded.Recorded(i), replayed.Replayed(i), $"loss {i}");
            Bits.AssertSame<T>(recorded.Parameters.Values, replayed.Parameters.Values, $"parameters after step {i}");
        }
    }

    private readonly struct Forwardless : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            context.InputGradient(0, out bool _).Clear();
    }

    private sealed class Step<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly string _loss;
        private readonly Sequential<T> _model = new(
            new Linear<T>(Inputs, 19), new Activation<T, Relu>(), new Linear<T>(19, 8), new LayerNorm<T>(8),
            new Activation<T, Gelu>(), new Linear<T>(8, Classes));
        private readonly Optimizer<T> _optimizer;
        private readonly Tape<T> _tape = new();
        private readonly ReplayInput<T> _features, _targets, _weights;
        private readonly T[] _batch = new T[Rows * Inputs];
        private readonly T[] _batchTargets = new T[Rows * Classes], _batchWeights = new T[Rows * Classes];
        private readonly int[] _classes = new int[Rows];

        public Step(bool adam, string loss, ulong seed)
        {
            _loss = loss;
            Parameters = _model.Initialize(seed);
            _optimizer = adam ? new Adam<T>(Parameters, 0.01) : new Sgd<T>(Parameters, 0.1, momentum: 0.9);
            (_features, _targets, _weights) = (
                Replay.Input([Rows, Inputs]), Replay.Input([Rows, Classes]), Replay.Input([Rows, Classes]));
            ClassInputs = Replay.Indices(Rows);
            Replay.Record(Loss(_features, ClassInputs, _targets.Values, _weights.Values));
        }

        public ParameterSet<T> Parameters { get; }

        public Replay<T> Replay { get; } = new();

        public ReplayIndices ClassInputs { get; }

        public T Recorded(int step)
        {
            Fill(step);
            _tape.Reset();
            Parameters.ZeroGradients();
            var loss = Loss(_tape.Constant(_batch, [Rows, Inputs]), _classes, _batchTargets, _batchWeights);
            loss.Backward();
            _optimizer.Step();
            return loss.Item();
        }

        public T Replayed(int step)
        {
            Fill(step);
            _batch.CopyTo(_features.Values);
            _batchTargets.CopyTo(_targets.Values);
            _batchWeights.CopyTo(_weights.Values);
            _classes.CopyTo(ClassInputs.Values);
            Parameters.ZeroGradients();
            T loss = Replay.Run();
            _optimizer.Step();
            return loss;
        }

        public void Dispose()
        {
            Replay.Dispose();
            _tape.Dispose();
            _optimizer.Dispose();
            Parameters.Dispose();
        }

        private Tensor<T> Loss(
            Tensor<T> features, ReadOnlySpan<int> classes, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights)
        {
            var logits = _model.Forward(features);
            return _loss switch
            {
                "classes" => logits.SoftmaxCrossEntropy(classes),
                "smoothed" => logits.SoftmaxCrossEntropy(classes, labelSmoothing: 0.1, ignoreIndex: 1, reduction: Reduction.Sum),
                "targets" => logits.SoftmaxCrossEntropy(targets),
                "binary" => logits.BinaryCrossEntropyWithLogits(targets),
                "weighted" => logits.MeanAbsoluteError(targets, weights, Reduction.None).Sum(),
                _ => logits.MeanSquaredError(targets),
            };
        }

        private void Fill(int step)
        {
            var random = new CounterRandom((ulong)step + 100);
            for (int i = 0; i < _batch.Length; i++)
                _batch[i] = T.CreateTruncating(random.Uniform((ulong)i) - 0.5);
            for (int i = 0; i < _batchTargets.Length; i++)
            {
                _batchTargets[i] = T.CreateTruncating(random.Uniform((ulong)(1000 + i)));
                _batchWeights[i] = T.CreateTruncating(random.Uniform((ulong)(2000 + i)));
            }
            for (int i = 0; i < Rows; i++)
                _classes[i] = random.Below(Classes, (ulong)(3000 + i));
        }
    }
}
