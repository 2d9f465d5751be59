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
    public V Forward<V>(V x) where V : struct, IVec<V> => V.CopySign(VecMath.SigmoidProduct(x, x), x);

    // Left of 0, with e = e^x, s (1 + x (1 - s)) is e (1 + x + e) / (1 + e)^2; the derivatives at x and -x add up to 1. 1 + x + e
    // is 0 near -1.278, where its terms cancel: there the error is that of the terms. To the left of it, where 1 + x is exact,
    // the derivative is as exact as the exponential, however small.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V left = VecMath.BoundDual(V.CopySign(x, V.Of(-1)));
        V m = VecMath.Expm1Scaled(left, out var n), e = VecMath.ScaleOrVanish(V.One + m, n), sum = V.One + left + e;
        V slope = VecMath.ScaleOrVanish(V.Fma(sum, m, sum) / VecMath.SquareOfOnePlus(e), n);
        return dy * V.Select(x < V.Zero, slope, V.One - slope);
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
