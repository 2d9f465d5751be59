using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Reciprocal: y = 1 / x; dx = -dy * y^2.</summary>
public readonly struct Reciprocal : IUnaryOp
{
    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public double Reference(double x) => 1 / x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.One / x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => -(dy * y) * y;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Reciprocal: y = 1 / x.</summary>
        public Tensor<T> Reciprocal() => x.Apply<Reciprocal>();
    }
}
