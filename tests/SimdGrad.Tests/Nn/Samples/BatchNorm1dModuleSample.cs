using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct BatchNorm1dModuleSample : IModuleSample
{
    public static Shape Input => [4, 5];

    public static Module<double> Make() => new BatchNorm1d<double>(5, epsilon: 0.25);
}
