using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct ActivationModuleSample : IModuleSample
{
    public static Shape Input => [2, 3];

    public static Module<double> Make() => new Activation<double, Tanh>();
}
