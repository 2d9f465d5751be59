using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Square: y = x^2; dx = 2 dy * x.</summary>
public readonly struct Square : IUnaryOp
{
    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public double Reference(double x) => x * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => x * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * (x + x);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Square: y = x^2.</summary>
        public Tensor<T> Square() => x.Apply<Square>();
    }
}
