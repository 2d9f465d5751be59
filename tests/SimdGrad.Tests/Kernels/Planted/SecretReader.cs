using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A square whose derivative reads x though it says otherwise.</summary>
public readonly struct SecretReader : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public double Reference(double x) => x * x;

    V IUnaryOp.Forward<V>(V x) => x * x;

    V IUnaryOp.Backward<V>(V x, V y, V dy) => dy * (x + x);
}
