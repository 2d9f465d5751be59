using BenchmarkDotNet.Attributes;
using SimdGrad.Nn;

namespace SimdGrad.Bench;

/// <summary>
/// Loss and gradient of the case that SimpleChains.jl publishes 5.66 us for: 24-8-2, tanh, squared error, a batch of 200, double.
/// </summary>
[MemoryDiagnoser]
public class SimpleChainsBenchmark : IDisposable
{
    private const int Rows = 200, Inputs = 24, Hidden = 8, Outputs = 2;

    private readonly double[] _features = new double[Rows * Inputs];
    private readonly double[] _targets = new double[Rows * Outputs];
    private readonly Tape<double> _tape = new();
    private readonly Sequential<double> _model = new(
        new Linear<double>(Inputs, Hidden), new Activation<double, Tanh>(), new Linear<double>(Hidden, Outputs));
    private readonly ParameterSet<double> _parameters;
    private readonly Replay<double> _replay = new();

    public SimpleChainsBenchmark()
    {
        var random = new Random(1);
        for (int i = 0; i < _features.Length; i++)
            _features[i] = random.NextDouble();
        for (int i = 0; i < _targets.Length; i++)
            _targets[i] = random.NextDouble();
        _parameters = _model.Initialize(seed: 1);
        var (features, targets) = (_replay.Input([Rows, Inputs]), _replay.Input([Rows, Outputs]));
        _features.CopyTo(features.Values);
        _targets.CopyTo(targets.Values);
        _replay.Record(_model.Forward(features).MeanSquaredError(targets.Values));
    }

    /// <summary>The floating-point operations of the five products, as in <see cref="TrainingStepBenchmark"/>.</summary>
    public static double Operations => 2.0 * Rows * (2 * Inputs * Hidden + 3 * Hidden * Outputs);

    [Benchmark]
    public double LossAndGradient()
    {
        _tape.Reset();
        _parameters.ZeroGradients();
        var loss = _model.Forward(_tape.Constant(_features, [Rows, Inputs])).MeanSquaredError(_targets);
        loss.Backward();
        return loss.Item();
    }

    [Benchmark]
    public double Replayed()
    {
        _parameters.ZeroGradients();
        return _replay.Run();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _replay.Dispose();
        _tape.Dispose();
        _parameters.Dispose();
        GC.SuppressFinalize(this);
    }
}
