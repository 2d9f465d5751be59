using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct BatchNorm2dModuleSample : IModuleSample
{
    public static Shape Input => [2, 3, 2, 4];

    public static Module<double> Make() => new BatchNorm2d<double>(3);
}
