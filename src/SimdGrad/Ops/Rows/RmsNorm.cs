using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// RMS norm along the last axis: y = x r weight, with r = 1 / sqrt(mean of squares + epsilon);
/// dx = r (g - h mean (g h)) with g = dy weight and h = x r; dweight is the sum of dy h over the rows.
/// </summary>
public readonly struct RmsNorm : IOperation
{
    private readonly double? _epsilon;

    internal RmsNorm(double? epsilon) => _epsilon = epsilon;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Evaluate(
        context.Input(0), context.OutputShape[^1], context.HasInput(1) ? context.Input(1) : default, context.Output,
        context.Saved);

    /// <summary>Computes rows of so many columns, and inverses.</summary>
    internal void Evaluate<T>(ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> weight, Span<T> y, Span<T> inverses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!inverses.IsEmpty)
            Norms.RmsNorm(
                x, columns, weight, _epsilon is { } given ? T.CreateTruncating(given) : T.BitIncrement(T.One) - T.One, y,
                inverses);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        NormOperation.Backward(in context, centered: false);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// RMS norm along the last axis:
        /// y = x r weight, with r = 1 / sqrt(mean of squares + epsilon).
        /// </summary>
        /// <param name="weight">A factor for each element of a row, of shape [n]; default for none.</param>
        /// <param name="epsilon">
        /// What is added to the mean of squares; 2^-23 in float and 2^-52 in double unless given, as in PyTorch.
        /// </param>
        /// <exception cref="ArgumentException">x is a scalar, the shapes do not fit, or the tapes differ.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative or NaN.</exception>
        public Tensor<T> RmsNorm(Tensor<T> weight = default, double? epsilon = null)
        {
            var shape = NormOperation.Check(x, weight, default, epsilon ?? 0);
            int columns = shape[^1], rows = columns == 0 ? 0 : shape.FlattenedLength / columns;
            var y = x.Tape.Allocate(shape.FlattenedLength);
            var saved = x.Tape.Allocate(rows);
            RmsNorm operation = new(epsilon);
            operation.Evaluate(x.Values, columns, weight.IsDefault ? default : weight.Values, y.Span, saved.Span);
            return x.Tape.Record(shape, y, saved, x, weight, operation: operation);
        }
    }
}
