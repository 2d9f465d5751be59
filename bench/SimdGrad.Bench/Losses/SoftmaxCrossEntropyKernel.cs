namespace SimdGrad.Bench;

/// <summary>The mean softmax cross-entropy of rows with class indices.</summary>
internal sealed class SoftmaxCrossEntropyKernel : ILossKernel
{
    /// <inheritdoc/>
    public void Run(LossOperands operands) => Kernels.Rows.SoftmaxCrossEntropy(
        operands.Predictions, operands.Columns, operands.Classes, 1f / operands.Rows, operands.Losses, operands.Gradient);
}
