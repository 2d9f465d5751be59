using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A product whose derivatives have changed places.</summary>
public readonly struct WrongMultiply : IBinaryOp
{
    public double Reference(double a, double b) => a * b;

    V IBinaryOp.Forward<V>(V a, V b) => a * b;

    (V Da, V Db) IBinaryOp.Backward<V>(V a, V b, V dy) => (dy * a, dy * b);
}
