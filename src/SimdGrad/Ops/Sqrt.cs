using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Square root: y = sqrt x; dx = dy / (2 y).</summary>
public readonly struct Sqrt : IUnaryOp
{
    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public double Reference(double x) => Math.Sqrt(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Sqrt(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy / (y + y);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Square root: y = sqrt x.</summary>
        public Tensor<T> Sqrt() => x.Apply<Sqrt>();
    }
}
