using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct SequentialModuleSample : IModuleSample
{
    public static Shape Input => [4, 3];

    public static Module<double> Make() => new Sequential<double>(
        new Linear<double>(3, 5), new BatchNorm1d<double>(5), new Activation<double, Tanh>(), new Dropout<double>(0.25),
        new Linear<double>(5, 2));
}
