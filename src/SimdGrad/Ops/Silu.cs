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
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4, Floor: 0.25, From: -3, To: -0.5);

    /// <inheritdoc/>
    public double Reference(double x) => x < 0 ? ReferenceMath.TimesExp(x, x) / (1 + Math.Exp(x)) : x / (1 + Math.Exp(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        // Far to the left the sigmoid is 0 and x must not be infinite; far to the right it is 1, and the product x.
        return VecMath.SigmoidProduct(x, V.Max(V.Of(-110, -754), x));
    }

    // With e = e^-|x|, s (1 + x (1 - s)) is e (1 + x + e) / (1 + e)^2 left of 0 and (1 + e + x e) / (1 + e)^2 right of it.
    // 1 + x + e is 0 near -1.278, where its terms cancel: there the error is that of the terms. To the left of it, where 1 + x is
    // exact, the derivative is as exact as the exponential, however small.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V a = V.Max(V.Of(-110, -754), V.CopySign(x, V.Of(-1))), negative = x < V.Zero;
        V m = VecMath.Expm1Scaled(a, out var n), e = V.ScaleByPow2(V.One + m, n);
        V sum = V.One + a + e, left = V.Fma(sum, m, sum), right = V.Fnma(a, e, V.One + e);
        V slope = V.Select(negative, left, right) / VecMath.SquareOfOnePlus(e);
        return dy * V.Select(negative, V.ScaleByPow2(slope, n), slope);
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
