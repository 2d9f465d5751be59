using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct ResidualModuleSample : IModuleSample
{
    public static Shape Input => [2, 3];

    public static Module<double> Make() => new Residual<double>(new Linear<double>(3, 3));
}
