using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Gaussian error linear unit: y = x * Phi(x) with the normal distribution function Phi; dx = dy * (Phi(x) + x * phi(x)) with
/// its density phi (D. Hendrycks, K. Gimpel, arXiv:1606.08415).
/// </summary>
public readonly struct Gelu : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4, Floor: 0.25, From: -2, To: -0.25);

    /// <inheritdoc/>
    public double Reference(double x) => x < -40 ? -0.0 : x * ReferenceMath.NormalCdf(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        // Far to the left Phi is 0 and x must not be infinite.
        V bounded = V.Max(V.Of(-14.7, -39), x);
        V tail = VecMath.NormalTail(bounded, out _, out var n);
        V scaled = V.ScaleByPow2(V.Select(x < V.Zero, bounded * tail, tail), n);
        return V.Select(x < V.Zero, scaled, x * (V.One - scaled));
    }

    // With a = |x| and Phi(-a) - a * phi(a), called d, the derivative is d at -a and 1 - d at a. d is 0 near a = 0.7518, where
    // its terms cancel: there the error is that of the terms. Beyond, d is as exact as they are, however small.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        x = V.Max(V.Of(-14.7, -39), V.Min(V.Of(14.7, 39), x));
        V tail = VecMath.NormalTail(x, out var density, out var n);
        V scaled = V.ScaleByPow2(V.Fma(-V.Abs(x), density, tail), n);
        return dy * V.Select(x < V.Zero, scaled, V.One - scaled);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Gaussian error linear unit: y = x * Phi(x) with the normal distribution function Phi.</summary>
        public Tensor<T> Gelu() => x.Apply<Gelu>();
    }
}
