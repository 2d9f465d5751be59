using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>
/// Half the squared error in place of the whole, with its own right gradient, which no gradient check can fault.
/// </summary>
public readonly struct WrongValueLoss : ILoss
{
    public static string? TargetDomain => null;

    public static double Reference(double prediction, double target) => MeanSquaredError.Reference(prediction, target);

    static (V Loss, V Gradient) ILoss.Evaluate<V>(V prediction, V target) => HalfMeanSquaredError.Evaluate(prediction, target);
}
