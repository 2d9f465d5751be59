using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>What layer norm and RMS norm on the tape have in common.</summary>
internal static class NormOperation
{
    /// <summary>The shape of x, if the other arguments fit it.</summary>
    public static Shape Check<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = x.Shape;
        if (shape.Rank == 0)
            throw new ArgumentException("x is a scalar; a norm takes the last axis.", nameof(x));
        Shape row = [shape[^1]];
        if (!weight.IsDefault && weight.Shape != row)
            throw new ArgumentException($"weight has shape {weight.Shape}; the rows of {shape} take {row}.", nameof(weight));
        if (!bias.IsDefault && bias.Shape != row)
            throw new ArgumentException($"bias has shape {bias.Shape}; the rows of {shape} take {row}.", nameof(bias));
        if (!(epsilon >= 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        return shape;
    }

    /// <summary>The gradients of x, weight and bias; the means, if any, and the inverses were saved.</summary>
    public static void Backward<T>(in BackwardContext<T> context, bool centered)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = context.OutputShape[^1], rows = columns == 0 ? 0 : context.OutputShape.FlattenedLength / columns;
        var means = centered ? context.Saved[..rows] : default;
        var inverses = context.Saved[^rows..];
        bool hasWeight = context.HasInput(1);
        if (columns == 0)
            return;
        if (context.NeedsGradient(0))
            Norms.Backward(
                context.Input(0), columns, context.OutputGradient, hasWeight ? context.Input(1) : default, means, inverses,
                context.InputGradient(0, out bool accumulate), accumulate);
        if (hasWeight && context.NeedsGradient(1))
            Norms.BackwardWeight(
                context.Input(0), columns, context.OutputGradient, means, inverses,
                context.InputGradient(1, out bool accumulate), accumulate);
        if (context.HasInput(2) && context.NeedsGradient(2))
            Columns.Sum(
                context.OutputGradient, columns, context.InputGradient(2, out bool accumulate), accumulate);
    }
}
