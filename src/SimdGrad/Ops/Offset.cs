using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Sum with a number: y = x + amount; dx = dy.</summary>
public readonly struct Offset : IUnaryOp
{
    private readonly double _amount;

    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Exact;

    /// <summary>Makes the function.</summary>
    /// <param name="amount">What is added, any number.</param>
    public Offset(double amount) => _amount = amount;

    /// <inheritdoc/>
    public double Reference(double x) => x + _amount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => x + V.OfVariable(_amount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Sum with a number: y = x + amount.</summary>
        public static Tensor<T> operator +(Tensor<T> a, double amount) => a.Apply(new Offset(amount));

        /// <summary>Sum with a number: y = x + amount.</summary>
        public static Tensor<T> operator +(double amount, Tensor<T> a) => a.Apply(new Offset(amount));

        /// <summary>Difference to a number: y = x - amount.</summary>
        public static Tensor<T> operator -(Tensor<T> a, double amount) => a.Apply(new Offset(-amount));

        /// <summary>Difference of a number: y = amount - x.</summary>
        public static Tensor<T> operator -(double amount, Tensor<T> a) => (-a).Apply(new Offset(amount));
    }
}
