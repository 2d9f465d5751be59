using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct AvgPool2dModuleSample : IModuleSample
{
    public static Shape Input => [2, 2, 5, 7];

    public static Module<double> Make() => new AvgPool2d<double>((3, 2), stride: 2, padding: 1, countPadding: false);
}
