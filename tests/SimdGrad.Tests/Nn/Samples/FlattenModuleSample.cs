using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct FlattenModuleSample : IModuleSample
{
    public static Shape Input => [2, 3, 2];

    public static Module<double> Make() => new Flatten<double>();
}
