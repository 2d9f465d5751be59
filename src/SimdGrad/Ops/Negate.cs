using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Negation: y = -x; dx = -dy.</summary>
public readonly struct Negate : IUnaryOp
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
    public double Reference(double x) => -x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => -x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => -dy;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Negation: y = -x.</summary>
        public Tensor<T> Negate() => x.Apply<Negate>();

        /// <summary>Negation: y = -x.</summary>
        public static Tensor<T> operator -(Tensor<T> a) => a.Negate();
    }
}
