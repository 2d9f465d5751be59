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
        var tail = ScaleOrVanish(NormalTail(BoundForNormalTail(x), out var n), n);
        return V.Select(x < V.Zero, tail, V.One - tail);
    }

    /// <summary>|x|, or 14.95 (float), 39 (double) where it is more: beyond, a Phi(-a) and a phi(a) are 0.</summary>
    [MethodImpl(Inline)]
    internal static V BoundForNormalTail<V>(V x) where V : struct, IVec<V> => V.Min(V.Of(14.95, 39), V.Abs(x));

    /// <summary>
    /// Phi(-a) 2^-n, with the n that belongs to it, for an a that <see cref="BoundForNormalTail"/> gives. What is to be
    /// multiplied by Phi is multiplied by this, and scaled last: then a denormal result is rounded once.
    /// </summary>
    /// <remarks>The result lies in [2^-7, 1]; n is at least -161 (float), -1097 (double).</remarks>
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

    // e^(-a^2 / 2) 2^-n - 1. The square is rounded; what that leaves out would be up to 380 ULP of the result.
    [MethodImpl(Inline)]
    private static V NormalExponential<V>(V a, out V n) where V : struct, IVec<V>
    {
        V half = a * V.Of(-0.5), square = a * half;
        return Expm1Reduced(ReduceByLn2(square, V.Fms(a, half, square), out n));
    }

    // Phi(-x) for x that is not negative.
    private readonly struct NormalTailFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> =>
            ScaleOrVanish(NormalTail(BoundForNormalTail(x), out var n), n);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.Of(-InverseSqrt2Pi) * Exp(V.Of(-0.5) * x * x);
    }
}
