using BenchmarkDotNet.Attributes;
using SimdGrad.Nn;
using SimdGrad.Optim;

namespace SimdGrad.Bench;

/// <summary>One step of the digits network: 64-128-10, ReLU, softmax cross-entropy, a batch of 32, Adam.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmark : IDisposable
{
    private const int Rows = 32, Inputs = 64, Hidden = 128, Classes = 10;

    private readonly float[] _features = new float[Rows * Inputs];
    private readonly int[] _classes = new int[Rows];
    private readonly Tape<float> _tape = new();
    private readonly Sequential<float> _model = new(
        new Linear<float>(Inputs, Hidden), new Activation<float, Relu>(), new Linear<float>(Hidden, Classes));
    private readonly ParameterSet<float> _parameters;
    private readonly Adam<float> _optimizer;

    public TrainingStepBenchmark()
    {
        var random = new Random(1);
        for (int i = 0; i < _features.Length; i++)
            _features[i] = (float)random.NextDouble();
        for (int i = 0; i < _classes.Length; i++)
            _classes[i] = random.Next(Classes);
        _parameters = _model.Initialize(seed: 1);
        _optimizer = new Adam<float>(_parameters, learningRate: 0.001);
    }

    /// <summary>
    /// The floating-point operations of the five products of a step: two forward, two for the weights' gradients, one for the
    /// hidden layer's.
    /// </summary>
    public static double Operations => 2.0 * Rows * (2 * Inputs * Hidden + 3 * Hidden * Classes);

    [Benchmark]
    public float Step()
    {
        _tape.Reset();
        var loss = _model.Forward(_tape.Constant(_features, [Rows, Inputs])).SoftmaxCrossEntropy(_classes);
        _parameters.ZeroGradients();
        loss.Backward();
        _optimizer.Step();
        return loss.Item();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _optimizer.Dispose();
        _tape.Dispose();
        _parameters.Dispose();
        GC.SuppressFinalize(this);
    }
}
