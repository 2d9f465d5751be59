using SimdGrad.Nn;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SimdGrad.Bench.Torch;

/// <summary>The training of a network by TorchSharp, written as its users do: inputs made once, nothing leaks.</summary>
internal sealed class TorchTraining : IDisposable
{
    private readonly StepNetwork _network;
    private readonly Tensor _features;
    private readonly Tensor _targets;
    private readonly Sequential _model;
    private readonly optim.Optimizer _optimizer;

    /// <summary>Starts with the weights of our layers.</summary>
    public TorchTraining(StepNetwork network, IReadOnlyList<Linear<float>> layers, double learningRate)
    {
        _network = network;
        _features = tensor(network.Features(), network.Batch, network.Sizes[0]);
        _targets = network.IsBinary
            ? tensor([.. network.Classes().Select(c => (float)c)], network.Batch, 1)
            : tensor([.. network.Classes().Select(c => (long)c)]);
        var modules = new List<nn.Module<Tensor, Tensor>>();
        foreach (var layer in layers)
        {
            if (modules.Count > 0)
                modules.Add(nn.ReLU());
            modules.Add(Copy(layer));
        }
        _model = nn.Sequential(modules);
        _optimizer = network.Adam
            ? optim.Adam(_model.parameters(), learningRate)
            : optim.SGD(_model.parameters(), learningRate);
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        Forward().backward();
        _optimizer.step();
    }

    /// <summary>The loss of the network as it is.</summary>
    public double Loss()
    {
        using var scope = NewDisposeScope();
        return Forward().item<float>();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _targets.Dispose();
        _features.Dispose();
    }

    private Tensor Forward()
    {
        var logits = _model.forward(_features);
        return _network.IsBinary
            ? nn.functional.binary_cross_entropy_with_logits(logits, _targets)
            : nn.functional.cross_entropy(logits, _targets);
    }

    // Torch keeps weights as [outputs, inputs], and computes x W^T + b.
    private static Linear Copy(Linear<float> layer)
    {
        var copy = nn.Linear(layer.Inputs, layer.Outputs);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        copy.weight!.copy_(tensor(layer.Weight!.Values.ToArray(), layer.Inputs, layer.Outputs).t());
        copy.bias!.copy_(tensor(layer.Bias!.Values.ToArray()));
        return copy;
    }
}
