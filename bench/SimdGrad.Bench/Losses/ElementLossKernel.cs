using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>The mean of a loss of single elements.</summary>
internal sealed class ElementLossKernel<TLoss> : ILossKernel where TLoss : struct, ILoss
{
    /// <inheritdoc/>
    public void Run(LossOperands operands) => operands.Losses[0] = Kernels.Losses.Evaluate<TLoss, float>(
        operands.Predictions, operands.Targets, 1f / operands.Length, operands.Gradient);
}
