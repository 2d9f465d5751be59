using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Layer norm along the last axis: y = (x - m) r weight + bias, with mean m and r = 1 / sqrt(variance + epsilon);
/// dx = r (g - mean g - h mean (g h)) with g = dy weight and h = (x - m) r; dweight is the sum of dy h over the rows, dbias
/// that of dy.
/// </summary>
public readonly struct LayerNorm : IOperation
{
    private readonly double _epsilon;

    internal LayerNorm(double epsilon) => _epsilon = epsilon;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Evaluate(
        context.Input(0), context.OutputShape[^1], context.HasInput(1) ? context.Input(1) : default,
        context.HasInput(2) ? context.Input(2) : default, context.Output, context.Saved);

    /// <summary>Computes rows of so many columns, means and inverses.</summary>
    internal void Evaluate<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, Span<T> saved)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = saved.Length / 2;
        if (rows > 0)
            Norms.LayerNorm(x, columns, weight, bias, T.CreateTruncating(_epsilon), y, saved[..rows], saved[rows..]);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        NormOperation.Backward(in context, centered: true);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Layer norm along the last axis:
        /// y = (x - m) r weight + bias, with mean m and r = 1 / sqrt(variance + epsilon).
        /// </summary>
        /// <param name="weight">A factor for each element of a row, of shape [n]; default for none.</param>
        /// <param name="bias">A summand for each element of a row, of shape [n]; default for none.</param>
        /// <param name="epsilon">
        /// What is added to the variance, which is that of all there is, without correction.
        /// </param>
        /// <exception cref="ArgumentException">x is a scalar, the shapes do not fit, or the tapes differ.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative or NaN.</exception>
        public Tensor<T> LayerNorm(Tensor<T> weight = default, Tensor<T> bias = default, double epsilon = 1e-5)
        {
            var shape = NormOperation.Check(x, weight, bias, epsilon);
            int columns = shape[^1], rows = columns == 0 ? 0 : shape.FlattenedLength / columns;
            var y = x.Tape.Allocate(shape.FlattenedLength);
            var saved = x.Tape.Allocate(2 * rows);
            LayerNorm operation = new(epsilon);
            operation.Evaluate(
                x.Values, columns, weight.IsDefault ? default : weight.Values, bias.IsDefault ? default : bias.Values, y.Span,
                saved.Span);
            return x.Tape.Record(shape, y, saved, x, weight, bias, operation);
        }
    }
}
