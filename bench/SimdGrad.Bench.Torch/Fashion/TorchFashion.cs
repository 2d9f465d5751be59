using FashionMnist;
using SimdGrad.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SimdGrad.Bench.Torch;

/// <summary>The training by TorchSharp, written as its users do: data in two tensors, batches by index, nothing leaks.</summary>
internal sealed class TorchFashion : IDisposable
{
    private const int TestBatch = 1000;

    private readonly Tensor _features, _labels, _testFeatures, _testLabels;
    private readonly Sequential _model;
    private readonly optim.Optimizer _optimizer;
    private Tensor _order;
    private long _next;

    /// <summary>Starts with our weights.</summary>
    public TorchFashion(FashionNetwork network, Dataset<float> training, Dataset<float> test, ParameterSet<float> weights)
    {
        long[] image = network == FashionNetwork.LeNet ? [1, 28, 28] : [784];
        (_features, _labels) = Of(training);
        (_testFeatures, _testLabels) = Of(test);
        _order = randperm(training.Rows);
        _model = network == FashionNetwork.LeNet
            ? nn.Sequential(
                nn.Conv2d(1, 6, 5, padding: 2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
            : nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10));
        using (no_grad())
        {
            foreach (var (ours, theirs) in weights.Zip(_model.parameters()))
            {
                // Torch keeps the weights of linear layers as [outputs, inputs].
                long[] shape = [.. ours.Shape.AsSpan().ToArray().Select(size => (long)size)];
                using var values = tensor(ours.Values.ToArray(), shape);
                theirs.copy_(shape.Length == 2 ? values.t() : values);
            }
        }
        _optimizer = optim.SGD(_model.parameters(), FashionTrainer.LearningRate, FashionTrainer.Momentum);

        (Tensor, Tensor) Of(Dataset<float> data) => (
            tensor(data.Features.ToArray(), [data.Rows, .. image]),
            tensor([.. data.Labels.ToArray().Select(label => (long)label)]));
    }

    /// <summary>Some steps on the next batches, in the order of a random permutation for each epoch.</summary>
    public void Steps(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            if (_next >= _order.shape[0])
            {
                _order.Dispose();
                _order = randperm(_features.shape[0]).DetachFromDisposeScope();
                _next = 0;
            }
            var rows = _order.slice(0, _next, Math.Min(_next + FashionTrainer.BatchSize, _order.shape[0]), 1);
            _next += FashionTrainer.BatchSize;
            _optimizer.zero_grad();
            nn.functional.cross_entropy(_model.forward(_features.index_select(0, rows)), _labels.index_select(0, rows))
                .backward();
            _optimizer.step();
        }
    }

    /// <summary>The share of test images that are read right.</summary>
    public double Accuracy()
    {
        using var frozen = no_grad();
        long correct = 0;
        for (long row = 0; row < _testFeatures.shape[0]; row += TestBatch)
        {
            using var scope = NewDisposeScope();
            var best = _model.forward(_testFeatures.slice(0, row, row + TestBatch, 1)).argmax(1);
            correct += best.eq(_testLabels.slice(0, row, row + TestBatch, 1)).sum().item<long>();
        }
        return (double)correct / _testFeatures.shape[0];
    }

    /// <summary>The loss of the first test images.</summary>
    public double TestLoss(int count)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return nn.functional.cross_entropy(
            _model.forward(_testFeatures.slice(0, 0, count, 1)), _testLabels.slice(0, 0, count, 1)).item<float>();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        foreach (var tensor in (Tensor[])[_features, _labels, _testFeatures, _testLabels, _order])
            tensor.Dispose();
    }
}
