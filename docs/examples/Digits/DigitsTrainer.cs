using SimdGrad;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Training;

namespace Digits;

/// <summary>A multilayer perceptron, 64-256-10 with ReLU, and its training on four fifths of the images.</summary>
internal sealed class DigitsTrainer : IDisposable
{
    private const int HiddenUnits = 256;
    private const double TrainingShare = 0.8;
    private const double WeightDecay = 0.1;

    private readonly DigitsOptions _options;
    private readonly Batches<float> _batches;
    private readonly Sequential<float> _network;
    private readonly ParameterSet<float> _parameters;
    private readonly AdamW<float> _optimizer;
    private readonly Tape<float> _tape = new();

    public DigitsTrainer(Dataset<float> data, DigitsOptions options)
    {
        _options = options;
        (TrainingData, TestData) = data.Split(TrainingShare, options.Seed);
        _batches = TrainingData.Batches(options.BatchSize, options.Seed);
        _network = new Sequential<float>(
            new Linear<float>(DigitsData.Pixels, HiddenUnits, initializer: Initializer.KaimingNormal(DigitsData.Pixels)),
            new Activation<float, Relu>(),
            new Linear<float>(HiddenUnits, DigitsData.Classes));
        _parameters = _network.Initialize(options.Seed);
        _optimizer = new AdamW<float>(_parameters, options.LearningRate, weightDecay: WeightDecay);
    }

    /// <summary>The images to learn from.</summary>
    public Dataset<float> TrainingData { get; }

    /// <summary>The images that are only ever read.</summary>
    public Dataset<float> TestData { get; }

    /// <summary>Shows all training images to the network once, then tests it.</summary>
    /// <param name="epoch">The number of epochs done before.</param>
    public EpochResult RunEpoch(int epoch)
    {
        _optimizer.LearningRate = _options.LearningRate * (_options.Epochs - epoch) / _options.Epochs;
        double sum = 0;
        foreach (var batch in _batches.Epoch(epoch))
            sum += batch.Count * (double)Step(batch);
        return new EpochResult(epoch + 1, sum / TrainingData.Rows, Test().Accuracy);
    }

    /// <summary>Reads the test images.</summary>
    public ConfusionMatrix Test()
    {
        _tape.Reset();
        return ConfusionMatrix.Of(Forward(TestData.Features, TestData.Rows).Values, TestData.Labels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
    }

    private float Step(Batch<float> batch)
    {
        _tape.Reset();
        var loss = Forward(batch.Features, batch.Count).SoftmaxCrossEntropy(batch.Labels);
        _parameters.ZeroGradients();
        loss.Backward();
        _optimizer.Step();
        return loss.Item();
    }

    private Tensor<float> Forward(ReadOnlySpan<float> images, int rows) =>
        _network.Forward(_tape.Constant(images, [rows, DigitsData.Pixels]));
}
