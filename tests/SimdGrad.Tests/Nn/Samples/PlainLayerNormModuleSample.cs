using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct PlainLayerNormModuleSample : IModuleSample
{
    public static Shape Input => [3, 5];

    public static Module<double> Make() => new LayerNorm<double>(5, epsilon: 0.25, bias: false);
}
