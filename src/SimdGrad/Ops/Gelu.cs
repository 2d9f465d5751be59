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

    // With a = |x| it is max(0, x) - a * Phi(-a) on both sides, the zero being negative as the result is for x that are.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V a = VecMath.NormalMagnitude(x), tail = VecMath.NormalTail(a, out V n);
        return V.Max(V.Of(-0.0), x) - VecMath.ScaleOrVanish(a * tail, n);
    }

    // Phi(-a) - a * phi(a) is the derivative at -a, and 1 less that the one at a. It is 0 near a = 0.7518, where its terms
    // cancel: there the error is that of the terms.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V slope = VecMath.NormalTailSlope(VecMath.NormalMagnitude(x), out V n), scaled = VecMath.ScaleOrVanish(slope, n);
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
