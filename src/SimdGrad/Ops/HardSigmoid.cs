using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Piecewise linear sigmoid: y = min(max(0, x + 3), 6) / 6; dx = dy / 6 where -3 &lt; x &lt; 3, 0 elsewhere (also at the
/// ends).
/// </summary>
public readonly struct HardSigmoid : IUnaryOp
{
    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 3);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 1.5);

    /// <inheritdoc/>
    public double Reference(double x) => 0 > x + 3 ? 0 : 6 < x + 3 ? 1 : (x + 3) / 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Min(V.One, V.Max(V.Zero, (x + V.Of(3)) * V.Of(1.0 / 6)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => V.Select(V.Abs(x) < V.Of(3), dy * V.Of(1.0 / 6), V.Zero);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Piecewise linear sigmoid: y = min(max(0, x + 3), 6) / 6.</summary>
        public Tensor<T> HardSigmoid() => x.Apply<HardSigmoid>();
    }
}
