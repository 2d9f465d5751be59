using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct DilatedConv2dModuleSample : IModuleSample
{
    public static Shape Input => [2, 2, 4, 5];

    public static Module<double> Make() => new Conv2d<double>(2, 3, 2, dilation: 2, bias: false);
}
