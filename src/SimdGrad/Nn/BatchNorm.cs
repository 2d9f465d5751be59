using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// Batch norm of the channels, which are axis 1: y = (x - m) r weight + bias, with mean m and r = 1 / sqrt(variance +
/// epsilon). In training mode the statistics are those of the batch, and running ones are updated; in evaluation mode they
/// are the running ones.
/// </summary>
/// <remarks>
/// After each training batch running = (1 - momentum) running + momentum observed, as in PyTorch: what is observed is the
/// mean and the unbiased variance, while the batch is normalized with the biased one.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public abstract class BatchNorm<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _affine;

    private protected BatchNorm(int channels, double epsilon, double? momentum, bool affine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!(epsilon >= 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        if (!(momentum is null or (>= 0 and <= 1)))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, $"momentum is {momentum}; it is in [0, 1].");
        Channels = channels;
        Epsilon = epsilon;
        Momentum = momentum;
        _affine = affine;
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>The share of a batch in the running statistics; null for the mean over all batches.</summary>
    public double? Momentum { get; }

    /// <summary>The factor of each channel, at first 1; null before initialization, or if there is none.</summary>
    public Parameter<T>? Weight { get; private set; }

    /// <summary>The summand of each channel, at first 0; null before initialization, or if there is none.</summary>
    public Parameter<T>? Bias { get; private set; }

    /// <summary>The running mean of each channel, at first 0; null before initialization.</summary>
    public ModelBuffer<T>? RunningMean { get; private set; }

    /// <summary>The running variance of each channel, at first 1; null before initialization.</summary>
    public ModelBuffer<T>? RunningVariance { get; private set; }

    /// <summary>How many training batches there were; null before initialization. In float it stays at 2^24.</summary>
    public ModelBuffer<T>? BatchesTracked { get; private set; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input)
    {
        RunningStatistics<T> running = new(
            Initialized(RunningMean), Initialized(RunningVariance), Initialized(BatchesTracked), Momentum);
        var shape = input.Shape;
        CheckRank(shape);
        if (shape[1] != Channels)
            throw new ArgumentException($"input has shape {shape}; the layer takes {Channels} channels.", nameof(input));
        if (IsTraining && shape.Along(1).Slices < 2)
            throw new ArgumentException(
                $"input has shape {shape}; training takes two or more elements a channel.", nameof(input));
        var tape = input.Tape;
        var weight = Weight is null ? default : tape.Use(Weight);
        var bias = Bias is null ? default : tape.Use(Bias);
        return IsTraining
            ? BatchNorm.RecordOfBatch(input, weight, bias, Epsilon, running)
            : BatchNorm.Record(
                input, weight, bias, Epsilon, running.Means, running.Variances, tape.Recorder?.Keep(running) ?? -1);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()}({Channels})";

    /// <summary>Throws unless a shape has the axes that the layer takes.</summary>
    private protected abstract void CheckRank(Shape input);

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
        if (_affine)
        {
            declarations.Add(prefix + "weight", [Channels], Initializer.Ones, parameter => Weight = parameter);
            declarations.Add(prefix + "bias", [Channels], Initializer.Zeros, parameter => Bias = parameter);
        }
        declarations.AddBuffer(
            prefix + "running_mean", [Channels], isWeight: true, Initializer.Zeros, buffer => RunningMean = buffer);
        declarations.AddBuffer(
            prefix + "running_var", [Channels], isWeight: true, Initializer.Ones, buffer => RunningVariance = buffer);
        declarations.AddBuffer(
            prefix + "num_batches_tracked", [], isWeight: true, Initializer.Zeros, buffer => BatchesTracked = buffer);
    }
}
