using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A square whose derivative reads x though it says otherwise.</summary>
public readonly struct SecretReader : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public static double Reference(double x) => x * x;

    static V IUnaryOp.Forward<V>(V x) => x * x;

    static V IUnaryOp.Backward<V>(V x, V y, V dy) => dy * (x + x);
}
