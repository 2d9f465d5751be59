using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// The smaller of two elements, NaN if one is: y = min(a, b); dy goes to the smaller, half of it to each at a tie.
/// </summary>
public readonly struct Minimum : IBinaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Exact;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public double Reference(double a, double b) => a >= b ? b : a < b ? a : double.NaN;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V a, V b) where V : struct, IVec<V> => V.Select(a <= V.Of(double.PositiveInfinity), V.Min(a, b), a);

    // Where one is NaN both get dy, as in PyTorch.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V>
    {
        V half = dy * V.Of(0.5);
        V tie = V.Select(a >= b, half, dy);
        return (V.Select(b < a, V.Zero, tie), V.Select(a < b, V.Zero, V.Select(a <= b, half, dy)));
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The smaller of two elements, of tensors of equal shape: y = min(a, b).</summary>
        /// <param name="b">The other elements.</param>
        /// <exception cref="ArgumentException">The shapes or the tapes differ.</exception>
        public Tensor<T> Minimum(Tensor<T> b) => a.Apply<Minimum>(b);
    }
}
