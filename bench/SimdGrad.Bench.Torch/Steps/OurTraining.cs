using SimdGrad.Nn;
using SimdGrad.Optim;

namespace SimdGrad.Bench.Torch;

/// <summary>The training of a network by SimdGrad.</summary>
internal sealed class OurTraining : IDisposable
{
    private readonly StepNetwork _network;
    private readonly float[] _features;
    private readonly int[] _classes;
    private readonly float[] _targets;
    private readonly Tape<float> _tape = new();
    private readonly Sequential<float> _model;
    private readonly ParameterSet<float> _parameters;
    private readonly Optimizer<float> _optimizer;
    private readonly Replay<float> _replay = new();
    private readonly ReplayInput<float> _replayFeatures, _replayTargets;
    private readonly ReplayIndices _replayClasses;

    public OurTraining(StepNetwork network, double learningRate)
    {
        _network = network;
        _features = network.Features();
        _classes = network.Classes();
        _targets = [.. _classes.Select(c => (float)c)];
        var modules = new List<Module<float>>();
        for (int i = 1; i < network.Sizes.Length; i++)
        {
            if (i > 1)
                modules.Add(new Activation<float, Relu>());
            modules.Add(new Linear<float>(network.Sizes[i - 1], network.Sizes[i]));
        }
        _model = new([.. modules]);
        _parameters = _model.Initialize(seed: 1);
        _replayFeatures = _replay.Input([network.Batch, network.Sizes[0]]);
        _replayTargets = _replay.Input([network.Batch, 1]);
        _replayClasses = _replay.Indices(network.Batch);
        _replay.Record(Loss(_model.Forward(_replayFeatures), _replayTargets.Values, _replayClasses));
        _optimizer = network.Adam ? new Adam<float>(_parameters, learningRate) : new Sgd<float>(_parameters, learningRate);
    }

    /// <summary>The layers with weights.</summary>
    public IReadOnlyList<Linear<float>> Layers => [.. _model.OfType<Linear<float>>()];

    /// <summary>One step.</summary>
    public void Step()
    {
        _tape.Reset();
        _parameters.ZeroGradients();
        Record().Backward();
        _optimizer.Step();
    }

    /// <summary>The same step as a replay, with the batch copied into it as a new one would be.</summary>
    public void ReplayedStep()
    {
        _features.CopyTo(_replayFeatures.Values);
        if (_network.IsBinary)
            _targets.CopyTo(_replayTargets.Values);
        else
            _classes.CopyTo(_replayClasses.Values);
        _parameters.ZeroGradients();
        _replay.Run();
        _optimizer.Step();
    }

    /// <summary>The loss of the network as it is.</summary>
    public double Loss()
    {
        _tape.Reset();
        return Record().Item();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _replay.Dispose();
        _tape.Dispose();
        _parameters.Dispose();
    }

    private Tensor<float> Record() =>
        Loss(_model.Forward(_tape.Constant(_features, [_network.Batch, _network.Sizes[0]])), _targets, _classes);

    private Tensor<float> Loss(Tensor<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<int> classes) =>
        _network.IsBinary ? logits.BinaryCrossEntropyWithLogits(targets) : logits.SoftmaxCrossEntropy(classes);
}
