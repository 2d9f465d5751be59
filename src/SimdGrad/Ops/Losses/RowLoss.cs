using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

public static partial class TensorExtensions
{
    // Records losses of rows, reduced: all there is to a loss after its kernel has run. The saved gradient is scaled already.
    private static Tensor<T> RecordRowLosses<TOperation, T>(
        TapeBuffer<T> losses, TapeBuffer<T> gradient, T weight, Reduction reduction, Tensor<T> input0,
        Tensor<T> input1 = default, Tensor<T> input2 = default)
        where TOperation : unmanaged, IOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (reduction == Reduction.None)
            return input0.Tape.Record<TOperation>([losses.Length], losses, gradient, input0, input1, input2);
        var y = input0.Tape.Allocate(1);
        ReduceRows<T>(losses.Span, weight, reduction, y.Span);
        return input0.Tape.Record<TOperation>(default(Shape), y, gradient, input0, input1, input2);
    }

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
