using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Logarithm of the sigmoid: y = -log(1 + e^-x); dx = dy / (1 + e^x).</summary>
public readonly struct LogSigmoid : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 3);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public double Reference(double x) => -(Math.Max(-x, 0) + ReferenceMath.Log1p(Math.Exp(-Math.Abs(x))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> =>
        V.Min(V.Of(-0.0), x) - VecMath.Log1pOfUnit(VecMath.ExpOfNonPositive(V.CopySign(x, V.Of(-1))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * VecMath.Sigmoid(-x);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Logarithm of the sigmoid: y = -log(1 + e^-x).</summary>
        public Tensor<T> LogSigmoid() => x.Apply<LogSigmoid>();
    }
}
