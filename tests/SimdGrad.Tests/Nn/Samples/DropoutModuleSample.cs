using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct DropoutModuleSample : IModuleSample
{
    public static Shape Input => [3, 7];

    public static Module<double> Make() => new Dropout<double>(0.4);
}
