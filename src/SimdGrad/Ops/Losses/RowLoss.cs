using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

public static partial class TensorExtensions
{
    private static Shape ShapeOfRowLosses(int rows, Reduction reduction) =>
        reduction == Reduction.None ? new Shape(rows) : default;

    /// <summary>The mean or the sum of the losses of rows; nothing is done if they are the result.</summary>
    internal static void ReduceRows<T>(ReadOnlySpan<T> losses, T weight, Reduction reduction, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (reduction == Reduction.None)
            return;
        T sum = Reduce.Sum(losses);
        y[0] = reduction == Reduction.Mean ? sum / weight : sum;
    }

    // The factor of the gradient. A mean of nothing is NaN, but moves nothing.
    internal static T MeanScale<T>(T weight, Reduction reduction) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        reduction != Reduction.Mean ? T.One : weight == T.Zero ? T.Zero : T.One / weight;

    private static Shape CheckClasses<T>(
        Shape shape, ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights, int ignoreIndex, Reduction reduction)
    {
        CheckReduction(reduction);
        if (shape.Rank != 2 || shape[1] == 0 || classes.Length != shape[0])
            throw new ArgumentException(
                $"classes has {classes.Length} elements and the logits have shape {shape}; "
                + "it takes one class for each row of [rows, classes].", nameof(classes));
        RowLosses.CheckClassWeights(classWeights, shape[1]);
        RowLosses.CheckClasses(classes, shape[0], shape[1], ignoreIndex);
        return shape;
    }
}
