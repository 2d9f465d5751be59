using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct Conv2dModuleSample : IModuleSample
{
    public static Shape Input => [2, 2, 4, 5];

    public static Module<double> Make() => new Conv2d<double>(2, 4, (3, 2), stride: (1, 2), padding: 1, groups: 2);
}
