using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A sigmoid whose value is off by a few units in the last place; its derivative follows.</summary>
public readonly struct LastBitSigmoid : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public static Accuracy ForwardAccuracy => new(2);

    public double Reference(double x) => new Sigmoid().Reference(x);

    V IUnaryOp.Forward<V>(V x) => new Sigmoid().Forward(x) * V.Of(V.IsDouble ? 1 + 1e-15 : 1 + 5e-7);

    V IUnaryOp.Backward<V>(V x, V y, V dy) => new Sigmoid().Backward(x, y, dy);
}
