using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Product with a number: y = factor * x; dx = factor * dy.</summary>
public readonly struct Scale : IUnaryOp
{
    private readonly double _factor;

    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Rounded;

    /// <summary>Makes the product with 1.</summary>
    public Scale() : this(1)
    {
    }

    /// <summary>Makes the function.</summary>
    /// <param name="factor">The factor, any number.</param>
    public Scale(double factor) => _factor = factor;

    /// <inheritdoc/>
    public double Reference(double x) => _factor * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.OfVariable(_factor) * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => V.OfVariable(_factor) * dy;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Product with a number: y = factor * x.</summary>
        public static Tensor<T> operator *(Tensor<T> a, double factor) => a.Apply(new Scale(factor));

        /// <summary>Product with a number: y = factor * x.</summary>
        public static Tensor<T> operator *(double factor, Tensor<T> a) => a.Apply(new Scale(factor));

        /// <summary>Quotient by a number: y = x / divisor, computed as the product with 1 / divisor.</summary>
        public static Tensor<T> operator /(Tensor<T> a, double divisor) => a.Apply(new Scale(1 / divisor));

        /// <summary>Quotient of a number: y = factor * (1 / x).</summary>
        public static Tensor<T> operator /(double factor, Tensor<T> a) => a.Reciprocal() * factor;
    }
}
