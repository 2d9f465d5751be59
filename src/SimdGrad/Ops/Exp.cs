using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Exponential function: y = e^x; dx = dy * y.</summary>
public readonly struct Exp : IUnaryOp
{
    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 1);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public double Reference(double x) => Math.Exp(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => VecMath.Exp(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * y;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Exponential function: y = e^x.</summary>
        public Tensor<T> Exp() => x.Apply<Exp>();
    }
}
