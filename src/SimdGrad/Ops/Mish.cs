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
        V a = VecMath.BoundDual(V.CopySign(x, V.Of(-1)));
        V m = VecMath.Expm1Scaled(a, out var n), e = VecMath.ScaleOrVanish(V.One + m, n);
        V negative = x < V.Zero;
        V numerator = V.Select(negative, e + V.Of(2), V.Fma(V.Of(2), e, V.One));
        V denominator = V.Select(negative, V.Fma(e, numerator, V.Of(2)), V.Fma(e + e, e, numerator));
        V ratio = numerator / denominator;
        V product = a * ratio;
        return V.CopySign(V.Select(negative, VecMath.ScaleOrVanish(V.Fma(product, m, product), n), x * ratio), x);
    }

    // Left of 0, with e = e^x and d = 2 + e (e + 2), the derivative is e (4 (1 + x) + (4 x + 6) e + 4 e^2 + e^3) / d^2; right of
    // it, with e = e^-x and d = 1 + e (2 e + 2), it is 1 + 2 e^2 (2 x (1 + e) - d) / d^2. Both numerators are products u v. The
    // one left of 0 is 0 near -1.193, where its terms cancel: there the error is that of the terms.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        // Far to the right it is 1.
        V negative = x < V.Zero, two = V.Of(2), four = V.Of(4);
        V a = V.Max(V.Select(negative, V.Of(-1e9), V.Of(-20, -40)), V.CopySign(x, V.Of(-1)));
        x = V.CopySign(a, x);
        V m = VecMath.Expm1Scaled(a, out var n), sumOfM = V.One + m, e = VecMath.ScaleOrVanish(sumOfM, n);

        V first = V.Select(negative, two, V.One), factor = V.Fma(e, V.Select(negative, V.One, two), two), product = e * factor;
        V d = first + product, dLow = product - (d - first) + V.Fms(e, factor, product);

        V c0 = V.Fma(four, x, four), c1 = V.Fma(e + four, e, V.Fma(four, x, V.Of(6))), sum = V.Fma(c1, e, c0);
        V twice = two * e, power = twice * e;
        V u = V.Select(negative, sum, power), v = V.Select(negative, sumOfM, V.Fms(two * x, V.One + e, d));
        V uLow = V.Select(negative, V.Fma(c1, e, c0 - sum) + V.Fms(four, x, c0 - four), V.Fms(twice, e, power));
        V vLow = V.Select(negative, m - (sumOfM - V.One), -dLow);
        V slope = VecMath.ProductOverSquare(u, uLow, v, vLow, d, dLow);
        return dy * V.Select(negative, VecMath.ScaleOrVanish(slope, n), V.One + slope);
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
