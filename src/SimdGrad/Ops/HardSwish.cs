using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Piecewise quadratic swish: y = x * min(max(0, x + 3), 6) / 6; dx = dy * (x / 3 + 1 / 2) where -3 &lt;= x &lt;= 3, dy
/// beyond 3, 0 below -3 (A. Howard et al., arXiv:1905.02244).
/// </summary>
public readonly struct HardSwish : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public double Reference(double x) => x <= -3 ? -0.0 : x >= 3 ? x : x * (x + 3) / 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V bounded = V.Max(V.Of(-3), x);
        return bounded * V.Min(V.One, (bounded + V.Of(3)) * V.Of(1.0 / 6));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V inside = dy * ((x + V.Of(1.5)) * V.Of(1.0 / 3));
        return V.Select(x > V.Of(3), dy, V.Select(x < V.Of(-3), V.Zero, inside));
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Piecewise quadratic swish: y = x * min(max(0, x + 3), 6) / 6.</summary>
        public Tensor<T> HardSwish() => x.Apply<HardSwish>();
    }
}
