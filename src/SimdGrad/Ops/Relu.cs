using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Rectified linear unit: y = max(0, x), NaN if x is; dx = dy where x &gt; 0, 0 elsewhere (also at 0).</summary>
public readonly struct Relu : IUnaryOp
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
    public double Reference(double x) => 0 > x ? 0 : x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Max(V.Zero, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => V.Select(y <= V.Zero, V.Zero, dy);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Rectified linear unit: y = max(0, x).</summary>
        public Tensor<T> Relu() => x.Apply<Relu>();
    }
}
