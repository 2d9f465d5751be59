using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A ReLU whose derivative at 0 is 2: not between the slopes at its sides, and right everywhere else.</summary>
public readonly struct WrongKink : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public double Reference(double x) => new Relu().Reference(x);

    V IUnaryOp.Forward<V>(V x) => new Relu().Forward(x);

    V IUnaryOp.Backward<V>(V x, V y, V dy) => V.Select(y > V.Zero, dy, V.Select(y < V.Zero, V.Zero, dy + dy));
}
