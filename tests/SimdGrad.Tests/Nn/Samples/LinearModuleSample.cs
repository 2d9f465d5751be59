using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct LinearModuleSample : IModuleSample
{
    public static Shape Input => [2, 3];

    public static Module<double> Make() => new Linear<double>(3, 4);
}
