using System.Numerics.Tensors;

namespace SimdGrad.Bench;

/// <summary>Losses as one would write them with .NET's own <see cref="TensorPrimitives"/>, which has none.</summary>
internal sealed class TensorPrimitivesLosses : ILossPeer
{
    /// <inheritdoc/>
    public string Name => "tensorPrimitives";

    /// <inheritdoc/>
    public Action? Prepare(string kernel, LossOperands operands)
    {
        switch (kernel)
        {
            case "softmaxCrossEntropy":
                return () => SoftmaxCrossEntropy(operands);
            case "meanSquaredError":
                return () => MeanSquaredError(operands);
            case "binaryCrossEntropyWithLogits":
                float[] scratch = new float[operands.Length];
                return () => BinaryCrossEntropyWithLogits(operands, scratch);
            default:
                return null;
        }
    }

    private static void SoftmaxCrossEntropy(LossOperands operands)
    {
        float scale = 1f / operands.Rows;
        for (int row = 0; row < operands.Rows; row++)
        {
            var gradient = operands.Gradient.Slice(row * operands.Columns, operands.Columns);
            TensorPrimitives.SoftMax(operands.Predictions.Slice(row * operands.Columns, operands.Columns), gradient);
            operands.Losses[row] = -MathF.Log(gradient[operands.Classes[row]]);
            TensorPrimitives.Multiply(gradient, scale, gradient);
            gradient[operands.Classes[row]] -= scale;
        }
    }

    private static void MeanSquaredError(LossOperands operands)
    {
        TensorPrimitives.Subtract(operands.Predictions, operands.Targets, operands.Gradient);
        operands.Losses[0] = TensorPrimitives.SumOfSquares<float>(operands.Gradient) / operands.Length;
        TensorPrimitives.Multiply(operands.Gradient, 2f / operands.Length, operands.Gradient);
    }

    // max(x, 0) - x t + log1p(exp(-|x|))
    private static void BinaryCrossEntropyWithLogits(LossOperands operands, float[] scratch)
    {
        var x = operands.Predictions;
        TensorPrimitives.Abs(x, scratch);
        TensorPrimitives.Negate(scratch, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        TensorPrimitives.LogP1(scratch, scratch);
        float sum = TensorPrimitives.Sum<float>(scratch) - TensorPrimitives.Dot(x, operands.Targets);
        TensorPrimitives.Max(x, 0f, scratch);
        operands.Losses[0] = (sum + TensorPrimitives.Sum<float>(scratch)) / operands.Length;
        TensorPrimitives.Sigmoid(x, operands.Gradient);
        TensorPrimitives.Subtract(operands.Gradient, operands.Targets, operands.Gradient);
        TensorPrimitives.Multiply(operands.Gradient, 1f / operands.Length, operands.Gradient);
    }
}
