namespace SimdGrad.Bench;

/// <summary>A loss, value and gradient.</summary>
internal interface ILossKernel
{
    /// <summary>One call.</summary>
    void Run(LossOperands operands);
}
