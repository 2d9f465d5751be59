using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Rectified linear unit up to 6: y = min(max(0, x), 6), NaN if x is; dx = dy where 0 &lt; x &lt; 6, 0 elsewhere (also at 0
/// and 6).
/// </summary>
public readonly struct Relu6 : IUnaryOp
{
    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Exact;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Exact;

    /// <inheritdoc/>
    public double Reference(double x) => 0 > x ? 0 : 6 < x ? 6 : x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Min(V.Of(6), V.Max(V.Zero, x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> =>
        V.Select(y <= V.Zero, V.Zero, V.Select(y >= V.Of(6), V.Zero, dy));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Rectified linear unit up to 6: y = min(max(0, x), 6), NaN if x is.</summary>
        public Tensor<T> Relu6() => x.Apply<Relu6>();
    }
}
