using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Kernels.Planted;

/// <summary>A value whose last bits depend on the width of the vectors: what no operation may do.</summary>
public readonly struct LaneCounter : IUnaryOp
{
    public static bool BackwardReadsInput => false;

    public double Reference(double x) => x;

    V IUnaryOp.Forward<V>(V x) =>
        typeof(V) == typeof(Vec512<float>) || typeof(V) == typeof(Vec512<double>) ? x * V.Of(3) / V.Of(3) : x;

    V IUnaryOp.Backward<V>(V x, V y, V dy) => dy;
}
