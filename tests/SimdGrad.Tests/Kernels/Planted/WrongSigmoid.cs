using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A sigmoid whose derivative is y (1 + y): a wrong sign, such as a gradient check must find.</summary>
public readonly struct WrongSigmoid : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public double Reference(double x) => new Sigmoid().Reference(x);

    V IUnaryOp.Forward<V>(V x) => new Sigmoid().Forward(x);

    V IUnaryOp.Backward<V>(V x, V y, V dy) => dy * y * (V.One + y);
}
