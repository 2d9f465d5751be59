using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Exponential function less 1, exact also for small x: y = e^x - 1; dx = dy * e^x.</summary>
public readonly struct Expm1 : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 3);

    /// <inheritdoc/>
    public double Reference(double x) => ReferenceMath.Expm1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => VecMath.Expm1(x);

    // Not y + 1, which for large negative x is what was rounded away from y.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * VecMath.Exp(x);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Exponential function less 1, exact also for small x: y = e^x - 1.</summary>
        public Tensor<T> Expm1() => x.Apply<Expm1>();
    }
}
