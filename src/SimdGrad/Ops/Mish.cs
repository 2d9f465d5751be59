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
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4, Floor: 0.25, From: -3, To: -0.5);

    /// <inheritdoc/>
    public double Reference(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x < 0
            ? ReferenceMath.TimesExp(x, x) * (e + 2) / (e * (e + 2) + 2)
            : x * ((1 + 2 * e) / (1 + 2 * e + 2 * e * e));
    }

    // With e = e^x, tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2); for positive x numerator and denominator are divided by e^2.
    // For negative x, e is split into (1 + m) 2^n, so that it may be less than the smallest element.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V a = V.Max(V.Of(-110, -754), V.CopySign(x, V.Of(-1)));
        V m = VecMath.Expm1Scaled(a, out var n), e = V.ScaleByPow2(V.One + m, n);
        V negative = x < V.Zero;
        V numerator = V.Select(negative, e + V.Of(2), V.Fma(V.Of(2), e, V.One));
        V denominator = V.Select(negative, V.Fma(e, numerator, V.Of(2)), V.Fma(e + e, e, numerator));
        V ratio = numerator / denominator;
        V product = a * ratio;
        return V.Select(negative, V.ScaleByPow2(V.Fma(product, m, product), n), x * ratio);
    }

    // With d = e (e + 2) + 2 the derivative is e (4 (1 + x) + (4 x + 6) e + 4 e^2 + e^3) / d^2; for positive x numerator and
    // denominator are divided by e^4. The sum is 0 near -1.193, where its terms cancel: there the error is that of the terms. To
    // the left of it, where 1 + x is exact, the derivative is as exact as the exponential.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        x = V.Max(V.Of(-110, -754), V.Min(V.Of(110, 754), x));
        V negative = x < V.Zero, two = V.Of(2), four = V.Of(4);
        V m = VecMath.Expm1Scaled(V.CopySign(x, V.Of(-1)), out var n), e = V.ScaleByPow2(V.One + m, n);
        V c0 = four * (V.One + x), c1 = V.Fma(four, x, V.Of(6));
        V sum = V.Fma(V.Select(negative, V.One, c0), e, V.Select(negative, four, c1));
        sum = V.Fma(sum, e, V.Select(negative, c1, four));
        sum = V.Fma(sum, e, V.Select(negative, c0, V.One));
        // d is rounded; its square takes what that leaves out.
        V first = V.Select(negative, two, V.One), factor = V.Fma(e, V.Select(negative, V.One, two), two), product = e * factor;
        V d = first + product, rest = product - (d - first) + V.Fms(e, factor, product);
        V slope = V.Select(negative, V.Fma(sum, m, sum), sum) / V.Fma(d, d, (d + d) * rest);
        return dy * V.Select(negative, V.ScaleByPow2(slope, n), slope);
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
