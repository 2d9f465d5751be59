using SimdGrad;
using SimdGrad.Data;
using SimdGrad.Optim;

namespace FashionMnist;

/// <summary>Trains a network on batches of 64 images by SGD with momentum.</summary>
internal sealed class FashionTrainer : IDisposable
{
    public const int BatchSize = 64;
    public const double LearningRate = 0.02, Momentum = 0.9;

    private const int TestRows = 1000;

    private readonly FashionModel _model;
    private readonly Dataset<float> _training, _test;
    private readonly Batches<float> _batches;
    private readonly Tape<float> _tape = new();
    private readonly Sgd<float> _optimizer;
    private BatchEpoch<float> _epoch;
    private int _epochs;

    public FashionTrainer(FashionModel model, Dataset<float> training, Dataset<float> test, ulong seed)
    {
        _model = model;
        (_training, _test) = (training, test);
        _batches = training.Batches(BatchSize, seed);
        _epoch = _batches.Epoch(0).GetEnumerator();
        Parameters = model.Initialize(seed);
        _optimizer = new Sgd<float>(Parameters, LearningRate, Momentum);
    }

    /// <summary>The parameters of the model.</summary>
    public ParameterSet<float> Parameters { get; }

    /// <summary>The steps of an epoch.</summary>
    public int StepsPerEpoch => (_training.Rows - 1) / BatchSize + 1;

    /// <summary>Some steps on the next batches; returns the mean of their losses.</summary>
    public double Steps(int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!_epoch.MoveNext())
            {
                _epoch = _batches.Epoch(++_epochs).GetEnumerator();
                _epoch.MoveNext();
            }
            var batch = _epoch.Current;
            _tape.Reset();
            Parameters.ZeroGradients();
            var loss = Forward(batch.Features, batch.Count).SoftmaxCrossEntropy(batch.Labels);
            loss.Backward();
            _optimizer.Step();
            sum += loss.Item();
        }
        return sum / count;
    }

    /// <summary>The share of test images that are read right.</summary>
    public double Accuracy()
    {
        int correct = 0;
        for (int start = 0; start < _test.Rows; start += TestRows)
        {
            int rows = Math.Min(TestRows, _test.Rows - start);
            _tape.Reset();
            int[] best = Forward(_test.Features.Slice(start * FashionData.Pixels, rows * FashionData.Pixels), rows).ArgMax(1);
            for (int i = 0; i < rows; i++)
                correct += best[i] == _test.Labels[start + i] ? 1 : 0;
        }
        return (double)correct / _test.Rows;
    }

    /// <summary>The loss of the first test images.</summary>
    public double TestLoss(int rows)
    {
        _tape.Reset();
        return Forward(_test.Features[..(rows * FashionData.Pixels)], rows).SoftmaxCrossEntropy(_test.Labels[..rows]).Item();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        Parameters.Dispose();
        _tape.Dispose();
    }

    private Tensor<float> Forward(ReadOnlySpan<float> pixels, int rows) =>
        _model.Forward(_tape.Constant(pixels, [rows, 1, 28, 28]));
}
