using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

/// <summary>An input with an axis before the rows.</summary>
public readonly struct SequenceLinearModuleSample : IModuleSample
{
    public static Shape Input => [2, 3, 3];

    public static Module<double> Make() =>
        new Sequential<double>(new Linear<double>(3, 4), new Activation<double, Tanh>(), new Linear<double>(4, 2));
}
