using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A sigmoid whose derivative is y (1 + y): a wrong sign, such as a gradient check must find.</summary>
public readonly struct WrongSigmoid : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public static double Reference(double x) => Sigmoid.Reference(x);

    static V IUnaryOp.Forward<V>(V x) => Sigmoid.Forward(x);

    static V IUnaryOp.Backward<V>(V x, V y, V dy) => dy * y * (V.One + y);
}
