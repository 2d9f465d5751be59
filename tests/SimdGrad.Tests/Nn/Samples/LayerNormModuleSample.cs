using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct LayerNormModuleSample : IModuleSample
{
    public static Shape Input => [2, 3, 5];

    public static Module<double> Make() => new LayerNorm<double>(5);
}
