using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Elementwise power of two tensors: y = a^b; da = dy * b * a^(b - 1), 0 where b is 0; db = dy * y * log a, 0 where a is 0 and b
/// is not negative, as in PyTorch.
/// </summary>
/// <remarks>a^(b - 1) is y / a, so that the promise for da is for an y that is a normal number.</remarks>
public readonly struct Power : IBinaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 6);

    /// <inheritdoc/>
    public double Reference(double a, double b) => Math.Pow(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V a, V b) where V : struct, IVec<V> => VecMath.Pow(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V>
    {
        V y = VecMath.Pow(a, b), isZero = V.Abs(a) <= V.Zero;
        V atZero = V.Select(b > V.One, V.Zero, V.Select(b < V.One, V.Of(double.PositiveInfinity), V.One));
        V da = dy * b * V.Select(isZero, atZero, y / a);
        V db = dy * y * VecMath.Log(a);
        return (V.Select(V.Abs(b) <= V.Zero, V.Zero, da), V.Select(isZero, V.Select(b >= V.Zero, V.Zero, db), db));
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Elementwise power of tensors of equal shape: y = a^b.</summary>
        /// <param name="b">The exponents.</param>
        /// <exception cref="ArgumentException">The shapes or the tapes differ.</exception>
        public Tensor<T> Power(Tensor<T> b) => a.Apply<Power>(b);
    }
}
