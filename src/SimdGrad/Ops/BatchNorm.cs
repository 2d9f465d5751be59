using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Batch norm of the channels, which are axis 1: y = (x - m) r weight + bias with the mean m of a channel and
/// r = 1 / sqrt(variance + epsilon). With statistics of the batch dx = weight r (dy - mean dy - h mean(dy h)), where
/// h = (x - m) r; with given ones dx = weight r dy. dweight is the sum of dy h over the channel, dbias that of dy.
/// </summary>
/// <remarks>S. Ioffe and C. Szegedy, "Batch normalization", 2015.</remarks>
/// <param name="ofBatch">Whether the statistics are those of the batch.</param>
public readonly struct BatchNorm(bool ofBatch) : IOperation
{
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
                ofBatch ? dbias : default, ofBatch ? dweight : default,
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
            x.BatchNorm(weight, bias, epsilon, out _, out _);

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
            var layout = BatchNormOperation.Check(x, weight, bias, epsilon, least: 0);
            int channels = layout.Length;
            if (means.Length != channels || variances.Length != channels)
                throw new ArgumentException(
                    $"There are {means.Length} means and {variances.Length} variances; x {x.Shape} has {channels} channels.",
                    nameof(means));
            var saved = x.Tape.Allocate(2 * channels);
            means.CopyTo(saved.Span);
            return BatchNormOperation.Record(x, layout, weight, bias, epsilon, saved, variances, ofBatch: false);
        }

        /// <summary>The same with the statistics of the batch, which live until the tape is reset.</summary>
        internal Tensor<T> BatchNorm(
            Tensor<T> weight, Tensor<T> bias, double epsilon, out ReadOnlySpan<T> means, out ReadOnlySpan<T> variances)
        {
            var layout = BatchNormOperation.Check(x, weight, bias, epsilon, least: 2);
            int channels = layout.Length;
            var saved = x.Tape.Allocate(2 * channels);
            var deviations = x.Tape.Allocate(channels).Span;
            BatchNorms.Statistics(x.Values, layout, saved.Span[..channels], deviations);
            means = saved.Span[..channels];
            variances = deviations;
            return BatchNormOperation.Record(x, layout, weight, bias, epsilon, saved, deviations, ofBatch: true);
        }
    }
}
