using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Sine of an angle in radians: y = sin x; dx = dy * cos x.</summary>
public readonly struct Sin : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public double Reference(double x) => Math.Sin(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => VecMath.Sin(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * VecMath.Cos(x);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Sine of an angle in radians: y = sin x.</summary>
        public Tensor<T> Sin() => x.Apply<Sin>();
    }
}
