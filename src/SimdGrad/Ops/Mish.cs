using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Mish: y = x * tanh(log(1 + e^x)); dx = dy * (tanh(u) + x * s * (1 - tanh(u)^2)) with u = log(1 + e^x) and the sigmoid s of
/// x (D. Misra, arXiv:1908.08681).
/// </summary>
public readonly struct Mish : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 8, Floor: 0.25, From: -3, To: -0.5);

    /// <inheritdoc/>
    public double Reference(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x < 0
            ? ReferenceMath.TimesExp(x, x) * (e + 2) / (e * (e + 2) + 2)
            : x * ((1 + 2 * e) / (1 + 2 * e + 2 * e * e));
    }

    // With e = e^x, tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2); for positive x numerator and denominator are divided by e^2.
    // For negative x, e is split into p * 2^n, so that it may be less than the smallest element.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V bounded = V.Max(V.Of(-110, -754), x);
        V p = VecMath.ExpScaled(-V.Abs(bounded), out var n), e = V.ScaleByPow2(p, n);
        V negative = x < V.Zero;
        V numerator = V.Select(negative, e + V.Of(2), V.Fma(V.Of(2), e, V.One));
        V denominator = V.Select(negative, V.Fma(e, numerator, V.Of(2)), V.Fma(e + e, e, numerator));
        V ratio = numerator / denominator;
        return V.Select(negative, V.ScaleByPow2(bounded * p * ratio, n), x * ratio);
    }

    // The same with the derivative of the hyperbolic tangent, 4 (1 + e)^2 / denominator^2, and s = e / (1 + e). The sum is 0
    // near -1.193, where its terms cancel: there the error is that of the terms.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        x = V.Max(V.Of(-110, -754), V.Min(V.Of(110, 754), x));
        V p = VecMath.ExpScaled(-V.Abs(x), out var n), e = V.ScaleByPow2(p, n);
        V negative = x < V.Zero;
        V numerator = V.Select(negative, e + V.Of(2), V.Fma(V.Of(2), e, V.One));
        V denominator = V.Select(negative, V.Fma(e, numerator, V.Of(2)), V.Fma(e + e, e, numerator));
        V slope = V.Of(4) * x * (V.One + e) * V.Select(negative, V.One, e * e);
        V sum = V.Fma(numerator, denominator, slope) / denominator;
        sum /= denominator;
        return dy * V.Select(negative, V.ScaleByPow2(p * sum, n), sum);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mish: y = x * tanh(log(1 + e^x)).</summary>
        public Tensor<T> Mish() => x.Apply<Mish>();
    }
}
