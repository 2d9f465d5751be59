using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Batch norm of the channels, which are axis 1: y = (x - m) r weight + bias with the mean m of a channel and
/// r = 1 / sqrt(variance + epsilon). With statistics of the batch dx = weight r (dy - mean dy - h mean(dy h)), where
/// h = (x - m) r; with given ones dx = weight r dy. dweight is the sum of dy h over the channel, dbias that of dy.
/// </summary>
/// <remarks>S. Ioffe and C. Szegedy, "Batch normalization", 2015.</remarks>
public readonly struct BatchNorm : IOperation
{
    private readonly double _epsilon;
    private readonly bool _ofBatch;

    // Where a replay finds the running statistics, or those that were given; less than 0 for none.
    private readonly int _statistics;

    private BatchNorm(double epsilon, bool ofBatch, int statistics)
    {
        _epsilon = epsilon;
        _ofBatch = ofBatch;
        _statistics = statistics;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <summary>Records batch norm with the statistics of the batch, and updates running ones, if there are some.</summary>
    internal static Tensor<T> RecordOfBatch<T>(
        Tensor<T> x, Tensor<T> weight, Tensor<T> bias, double epsilon, RunningStatistics<T>? running)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = BatchNormArguments.Check(x, weight, bias, epsilon, least: 2);
        var tape = x.Tape;
        var variances = tape.Allocate(layout.Length).Span;
        var saved = tape.Allocate(2 * layout.Length);
        var means = saved.Span[..layout.Length];
        BatchNorms.Statistics(x.Values, layout, means, variances);
        int number = running is null || tape.Recorder is null ? -1 : tape.Recorder.Keep(running.Value);
        var y = Record(x, layout, weight, bias, variances, saved, new(epsilon, ofBatch: true, number));
        tape.Recorder?.Require(y);
        if (tape.ChangesState)
            running?.Update(means, variances, layout.Slices);
        return y;
    }

    /// <summary>Records batch norm with given statistics.</summary>
    internal static Tensor<T> Record<T>(
        Tensor<T> x, Tensor<T> weight, Tensor<T> bias, double epsilon, ReadOnlySpan<T> means, ReadOnlySpan<T> variances,
        int statistics)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = BatchNormArguments.Check(x, weight, bias, epsilon, least: 0);
        if (means.Length != layout.Length || variances.Length != layout.Length)
            throw new ArgumentException(
                $"There are {means.Length} means and {variances.Length} variances; x {x.Shape} has {layout.Length} channels.",
                nameof(means));
        var saved = x.Tape.Allocate(2 * layout.Length);
        means.CopyTo(saved.Span);
        return Record(x, layout, weight, bias, variances, saved, new(epsilon, ofBatch: false, statistics));
    }

    // Means are what is saved begins with.
    private static Tensor<T> Record<T>(
        Tensor<T> x, AxisLayout layout, Tensor<T> weight, Tensor<T> bias, ReadOnlySpan<T> variances, TapeBuffer<T> saved,
        BatchNorm operation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = x.Tape.Allocate(layout.Elements);
        operation.Normalize(
            x.Values, layout, variances, weight.IsDefault ? default : weight.Values, bias.IsDefault ? default : bias.Values,
            y.Span, saved.Span);
        return x.Tape.Record(x.Shape, y, saved, x, weight, bias, operation);
    }

    private void Normalize<T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<T> variances, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias,
        Span<T> y, Span<T> saved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => BatchNorms.Forward(
        x, layout, saved[..layout.Length], variances, weight, bias, T.CreateTruncating(_epsilon), y, saved[layout.Length..]);

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = context.OutputShape.Along(1);
        var means = context.Saved[..layout.Length];
        var replay = context.Tape.Recorder!;
        ReadOnlySpan<T> variances;
        if (_ofBatch)
        {
            var ofBatch = context.Scratch(layout.Length);
            BatchNorms.Statistics(context.Input(0), layout, means, ofBatch);
            if (_statistics >= 0)
                replay.Kept<RunningStatistics<T>>(_statistics).Update(means, ofBatch, layout.Slices);
            variances = ofBatch;
        }
        else
        {
            var given = replay.Kept<IStatistics<T>>(_statistics);
            given.Means.CopyTo(means);
            variances = given.Variances;
        }
        Normalize(
            context.Input(0), layout, variances, context.HasInput(1) ? context.Input(1) : default,
            context.HasInput(2) ? context.Input(2) : default, context.Output, context.Saved);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = context.OutputShape.Along(1);
        int channels = layout.Length;
        ReadOnlySpan<T> x = context.Input(0), dy = context.OutputGradient;
        ReadOnlySpan<T> means = context.Saved[..channels], inverses = context.Saved[channels..];
        Span<T> dbias = context.Scratch(channels), dweight = context.Scratch(channels);
        BatchNorms.BackwardWeight(x, layout, dy, means, inverses, dbias, dweight);
        if (context.NeedsGradient(0))
            BatchNorms.Backward(
                x, layout, dy, context.HasInput(1) ? context.Input(1) : default, means, inverses,
                _ofBatch ? dbias : default, _ofBatch ? dweight : default,
                context.InputGradient(0, out bool accumulate), accumulate);
        if (context.HasInput(1) && context.NeedsGradient(1))
            Axpy.Run(T.One, dweight, context.InputGradient(1, out bool accumulate), accumulate);
        if (context.HasInput(2) && context.NeedsGradient(2))
            Axpy.Run(T.One, dbias, context.InputGradient(2, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Batch norm of the channels, which are axis 1, with the statistics of the batch:
        /// y = (x - m) r weight + bias, with mean m and r = 1 / sqrt(variance + epsilon).
        /// </summary>
        /// <param name="weight">A factor for each channel, of shape [channels]; default for none.</param>
        /// <param name="bias">A summand for each channel, of shape [channels]; default for none.</param>
        /// <param name="epsilon">
        /// What is added to the variance, which is that of all there is, without correction.
        /// </param>
        /// <exception cref="ArgumentException">
        /// x has less than two axes or less than two elements a channel, the shapes do not fit, or the tapes differ.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative or NaN.</exception>
        public Tensor<T> BatchNorm(Tensor<T> weight = default, Tensor<T> bias = default, double epsilon = 1e-5) =>
            SimdGrad.BatchNorm.RecordOfBatch(x, weight, bias, epsilon, null);

        /// <summary>
        /// Batch norm of the channels, which are axis 1, with given statistics:
        /// y = (x - m) r weight + bias, with mean m and r = 1 / sqrt(variance + epsilon).
        /// </summary>
        /// <param name="means">The mean of each channel.</param>
        /// <param name="variances">The variance of each channel.</param>
        /// <param name="weight">A factor for each channel, of shape [channels]; default for none.</param>
        /// <param name="bias">A summand for each channel, of shape [channels]; default for none.</param>
        /// <param name="epsilon">What is added to the variance.</param>
        /// <exception cref="ArgumentException">
        /// x has less than two axes, the shapes do not fit, or the tapes differ.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative or NaN.</exception>
        public Tensor<T> BatchNorm(
            ReadOnlySpan<T> means, ReadOnlySpan<T> variances, Tensor<T> weight = default, Tensor<T> bias = default,
            double epsilon = 1e-5)
        {
            var tape = x.Tape;
            int number = -1;
            if (tape.Recorder is { } replay)
            {
                var (meansOf, variancesOf) = (
                    tape.SourceOf(means, nameof(means)), tape.SourceOf(variances, nameof(variances)));
                replay.Require(meansOf);
                replay.Require(variancesOf);
                number = replay.Keep(new TensorStatistics<T>(meansOf, variancesOf));
            }
            return SimdGrad.BatchNorm.Record(x, weight, bias, epsilon, means, variances, number);
        }
    }
}
