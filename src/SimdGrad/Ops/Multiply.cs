using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Elementwise product of two tensors: y = a * b; da = dy * b; db = dy * a.</summary>
public readonly struct Multiply : IBinaryOp
{
    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public double Reference(double a, double b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V a, V b) where V : struct, IVec<V> => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V> => (dy * b, dy * a);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T>) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Elementwise product of two tensors of equal shape: y = a * b.</summary>
        /// <exception cref="ArgumentException">The shapes or the tapes differ.</exception>
        public static Tensor<T> operator *(Tensor<T> a, Tensor<T> b) => a.Apply<Multiply>(b);
    }
}
