using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Sigmoid linear unit, or swish: y = x / (1 + e^-x); dx = dy * s * (1 + x * (1 - s)) with the sigmoid s of x.</summary>
public readonly struct Silu : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 8, Floor: 0.25, From: -3, To: -0.5);

    /// <inheritdoc/>
    public double Reference(double x) => x < 0 ? ReferenceMath.TimesExp(x, x) / (1 + Math.Exp(x)) : x / (1 + Math.Exp(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        // Far to the left the sigmoid is 0 and x must not be infinite; far to the right it is 1.
        V product = VecMath.SigmoidProduct(x, V.Max(V.Of(-110, -754), x));
        return V.Select(x < V.Of(40), V.CopySign(product, x), x);
    }

    // The sigmoids of x and -x, both relatively exact. The second factor is 0 near -1.278, where 1 cancels: there the error is
    // that of its terms. To the left of it nothing cancels, and the derivative is as exact as the sigmoid, however small.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        x = V.Max(V.Of(-110, -754), V.Min(V.Of(40), x));
        V p = VecMath.ExpScaled(-V.Abs(x), out var n), e = V.ScaleByPow2(p, n), larger = V.One / (V.One + e);
        V left = V.ScaleByPow2(p * larger * V.Fma(x, larger, V.One), n), right = larger * V.Fma(x, e * larger, V.One);
        return dy * V.Select(x < V.Zero, left, right);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Sigmoid linear unit, or swish: y = x / (1 + e^-x).</summary>
        public Tensor<T> Silu() => x.Apply<Silu>();
    }
}
