using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>
    /// The distribution function of the standard normal distribution: the probability of a value below x, erfc(-x / sqrt 2) / 2.
    /// </summary>
    /// <remarks>
    /// At most 4 ULP, also where the result is small. Phi(-inf) = 0, Phi(+inf) = 1, Phi(NaN) = NaN.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(4)]
    public static V NormalCdf<V>(V x) where V : struct, IVec<V>
    {
        var tail = ScaleOrVanish(NormalTail(NormalMagnitude(x), out var n), n);
        return V.Select(x < V.Zero, tail, V.One - tail);
    }

    /// <summary>
    /// |x|, and 39 where dual numbers are more: a Phi(-a) and a phi(a) are 0 there, and infinity times 0 is not.
    /// </summary>
    [MethodImpl(Inline)]
    internal static V NormalMagnitude<V>(V x) where V : struct, IVec<V> => V.IsDual ? V.Min(V.Of(39), V.Abs(x)) : V.Abs(x);

    /// <summary>
    /// Phi(-a) 2^-n, with the n that belongs to it, for an a that <see cref="NormalMagnitude"/> gives. What is to be
    /// multiplied by Phi is multiplied by this, and scaled last: then a denormal result is rounded once.
    /// </summary>
    /// <remarks>
    /// The result lies in [2^-7, 1], as long as a Phi(-a) is not 0; beyond, it may be anything, and n is so small that
    /// <see cref="ScaleOrVanish"/> gives 0.
    /// </remarks>
    [MethodImpl(Inline)]
    internal static V NormalTail<V>(V a, out V n) where V : struct, IVec<V>
    {
        if (V.IsDual)
        {
            n = V.Zero;
            return V.Chain<NormalTailFunction>(a);
        }
        var e = NormalExponential(a, out n);
        return V.IsDouble ? NormalTail64(a, e) : NormalTail32(a, e);
    }

    /// <summary>
    /// (Phi(-a) - a phi(a)) 2^-n likewise, with the density phi: the derivative of a Phi(-a).
    /// </summary>
    /// <remarks>It is 0 near 0.7518, where its terms cancel; from 1 on it is as exact as they are, however small.</remarks>
    [MethodImpl(Inline)]
    internal static V NormalTailSlope<V>(V a, out V n) where V : struct, IVec<V>
    {
        var minusDensity = V.Of(-InverseSqrt2Pi);
        if (V.IsDual)
        {
            n = V.Zero;
            return V.Chain<NormalTailFunction>(a) + a * minusDensity * Exp(V.Of(-0.5) * a * a);
        }
        var e = NormalExponential(a, out n);
        return V.IsDouble ? V.Fma(a, V.Fma(minusDensity, e, minusDensity), NormalTail64(a, e)) : NormalTailSlope32(a, e);
    }

    private const double InverseSqrt2Pi = 0.3989422804014327;

    // ln 2 rounded to so few bits that its product with n is exact, and the rest of it.
    private const double Ln2Short32 = 0.693145751953125;
    private const double Ln2Rest32 = 1.4286068203094172e-06;
    private const double Ln2Short64 = 0.6931471803691238;
    private const double Ln2Rest64 = 1.9082149292705877e-10;

    // e^(-a^2 / 2) 2^-n - 1. The square is added to a multiple of 2 ln 2 before it is rounded: what rounding leaves out would be
    // up to 380 ULP of the result.
    [MethodImpl(Inline)]
    private static V NormalExponential<V>(V a, out V n) where V : struct, IVec<V>
    {
        var toInteger = V.Of(Ieee754.Integer32, Ieee754.Integer64);
        n = V.Fma(a * V.Of(-0.5 * Log2E), a, toInteger) - toInteger;
        var s = V.Fma(a, a, n * V.Of(2 * Ln2Short32, 2 * Ln2Short64));
        s = V.Fma(n, V.Of(2 * Ln2Rest32, 2 * Ln2Rest64), s);
        return V.IsDouble ? Expm1Reduced(V.Of(-0.5) * s) : Expm1OfMinusHalf32(s);
    }

    // e^(-s / 2) - 1 on |s| <= ln 2, by the coefficients of ExpTail32.
    [MethodImpl(Inline)]
    private static V Expm1OfMinusHalf32<V>(V s) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(0.00138358376 / 64), s, V.Of(-0.00836711843 / 32));
        q = V.Fma(q, s, V.Of(0.0416677557 / 16));
        q = V.Fma(q, s, V.Of(-0.16666539 / 8));
        q = V.Fma(q, s, V.Of(0.49999997 / 4));
        return V.Fma(q, s, V.Of(-0.5)) * s;
    }

    // Phi(-x) for x that is not negative.
    private readonly struct NormalTailFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> =>
            ScaleOrVanish(NormalTail(NormalMagnitude(x), out var n), n);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.Of(-InverseSqrt2Pi) * Exp(V.Of(-0.5) * x * x);
    }
}
