using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>The squared error with the gradient of half of it.</summary>
public readonly struct WrongGradientLoss : ILoss
{
    public double Reference(double prediction, double target) => default(MeanSquaredError).Reference(prediction, target);

    (V Loss, V Gradient) ILoss.Evaluate<V>(V prediction, V target)
    {
        V d = prediction - target;
        return (d * d, d);
    }
}
