using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Logistic sigmoid: y = 1 / (1 + exp(-x)); dx = dy * y * (1 - y).</summary>
public readonly struct Sigmoid : IUnaryOp
{
    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(4);

    /// <inheritdoc/>
    public double Reference(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => VecMath.Sigmoid(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * y * (V.One - y);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Logistic sigmoid: y = 1 / (1 + exp(-x)).</summary>
        public Tensor<T> Sigmoid() => x.Apply<Sigmoid>();
    }
}
