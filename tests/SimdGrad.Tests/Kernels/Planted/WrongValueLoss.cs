using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>
/// Half the squared error in place of the whole, with its own right gradient, which no gradient check can fault.
/// </summary>
public readonly struct WrongValueLoss : ILoss
{
    public double Reference(double prediction, double target) => default(MeanSquaredError).Reference(prediction, target);

    (V Loss, V Gradient) ILoss.Evaluate<V>(V prediction, V target) =>
        default(HalfMeanSquaredError).Evaluate(prediction, target);
}
