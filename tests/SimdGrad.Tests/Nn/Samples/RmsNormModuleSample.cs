using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct RmsNormModuleSample : IModuleSample
{
    public static Shape Input => [3, 5];

    public static Module<double> Make() => new RmsNorm<double>(5, epsilon: 0.25);
}
