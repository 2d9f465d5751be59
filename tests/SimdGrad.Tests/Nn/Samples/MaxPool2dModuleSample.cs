using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct MaxPool2dModuleSample : IModuleSample
{
    public static Shape Input => [2, 2, 5, 7];

    public static Module<double> Make() => new MaxPool2d<double>(3, stride: 2, padding: 1);
}
