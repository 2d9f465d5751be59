using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>
    /// The distribution function of the standard normal distribution: the probability of a value below x, erfc(-x / sqrt 2) / 2.
    /// </summary>
    /// <remarks>
    /// At most 3.5 ULP, also where the result is small. Phi(-inf) = 0, Phi(+inf) = 1, Phi(NaN) = NaN.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(3.5)]
    public static V NormalCdf<V>(V x) where V : struct, IVec<V>
    {
        var tail = V.ScaleByPow2(NormalTail(x, out _, out var n), n);
        return V.Select(x < V.Zero, tail, V.One - tail);
    }

    /// <summary>
    /// Phi(-|x|) 2^-n, with the n and the <paramref name="density"/> phi(x) 2^-n that belong to it. What is to be multiplied by
    /// Phi or phi is multiplied by these, and scaled last: then a denormal result is rounded once.
    /// </summary>
    /// <remarks>The results lie in [2^-7, 1]; n is at least -155 (float), -1105 (double), where |x| counts as 14.7, 39.</remarks>
    [MethodImpl(Inline)]
    internal static V NormalTail<V>(V x, out V density, out V n) where V : struct, IVec<V>
    {
        if (V.IsDual)
        {
            n = V.Zero;
            density = V.Of(InverseSqrt2Pi) * Exp(V.Of(-0.5) * x * x);
            return V.Chain<NormalTailFunction>(V.Abs(x));
        }
        var a = V.Min(V.Of(14.7, 39), V.Abs(x));
        // e^(-a^2 / 2) = 2^n e^r. The square is rounded; what that leaves out would be up to 380 ULP of the result.
        var square = a * a;
        var r = ReduceByLn2(square * V.Of(-0.5), out n);
        r = V.Fma(V.Fma(a, a, -square), V.Of(-0.5), r);
        var e = Expm1Reduced(r);
        density = V.Fma(e, V.Of(InverseSqrt2Pi), V.Of(InverseSqrt2Pi));
        // Phi(-a) = e^(-a^2 / 2) / (a + k) * W, where W is a smooth function of t = (a - k) / (a + k), after M. M. Shepherd and
        // J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity", Mathematics of
        // Computation 36 (1981) 249-253. Sum and inverse are rounded; the inverse of the exact sum is larger by the rest.
        var k = V.Of(4.25, 5.5);
        var sum = a + k;
        var inverse = V.One / sum;
        var rest = V.Fma(-inverse, a - (sum - k), V.Fma(-inverse, sum, V.One));
        var minus2k = V.Of(-8.5, -11);
        var t = V.Fma(minus2k * inverse, rest, V.Fma(minus2k, inverse, V.One));
        var w = inverse * NormalTailPolynomial(t);
        var tail = V.Fma(w, e + rest, w);
        // Near 0, where t is near -1 and its rounding counts, 1/2 - Phi(-a) is an odd polynomial.
        var line = V.Fma(a, V.Of(-0.398942232, -0.39894228040143265), V.Of(0.5));
        var center = V.Fma(-a * square, NormalCenterTail(square), line);
        return V.Select(a < V.Of(1.25), V.ScaleByPow2(center, -n), tail);
    }

    private const double InverseSqrt2Pi = 0.3989422804014327;

    // (a + k) e^(a^2 / 2) Phi(-a) for a from 1.25 on, with t = (a - k) / (a + k). Errs by at most 4.8e-9 (float),
    // 1.3e-17 (double) of itself.
    [MethodImpl(Inline)]
    private static V NormalTailPolynomial<V>(V t) where V : struct, IVec<V> =>
        V.IsDouble ? NormalTailPolynomial64(t) : NormalTailPolynomial32(t);

    [MethodImpl(Inline)]
    private static V NormalTailPolynomial64<V>(V t) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(-1.3807515803934951e-08), t, V.Of(2.550613767477277e-08));
        q = V.Fma(q, t, V.Of(6.400717426895142e-08));
        q = V.Fma(q, t, V.Of(-1.8806414859545663e-07));
        q = V.Fma(q, t, V.Of(-2.768488655561361e-07));
        q = V.Fma(q, t, V.Of(1.4937804105704444e-06));
        q = V.Fma(q, t, V.Of(4.4914982326166485e-07));
        q = V.Fma(q, t, V.Of(-1.2123569533726662e-05));
        q = V.Fma(q, t, V.Of(1.6319678455696467e-05));
        q = V.Fma(q, t, V.Of(7.141611053996436e-05));
        q = V.Fma(q, t, V.Of(-0.00032452269900567295));
        q = V.Fma(q, t, V.Of(0.0002696038000497856));
        q = V.Fma(q, t, V.Of(0.002442982691826236));
        q = V.Fma(q, t, V.Of(-0.013923510547196084));
        q = V.Fma(q, t, V.Of(0.04509758081300326));
        q = V.Fma(q, t, V.Of(-0.10970308995962369));
        q = V.Fma(q, t, V.Of(0.21787243285804503));
        q = V.Fma(q, t, V.Of(-0.3670490652936001));
        q = V.Fma(q, t, V.Of(0.5355964890624934));
        q = V.Fma(q, t, V.Of(-0.6851834205743382));
        return V.Fma(q, t, V.Of(0.7737696342764068));
    }

    [MethodImpl(Inline)]
    private static V NormalTailPolynomial32<V>(V t) where V : struct, IVec<V>
    {
        var p = V.Fma(V.Of(-0.000375860953), t, V.Of(0.00203342363));
        p = V.Fma(p, t, V.Of(-0.000744571385));
        p = V.Fma(p, t, V.Of(-0.0193352029));
        p = V.Fma(p, t, V.Of(0.0852709636));
        p = V.Fma(p, t, V.Of(-0.220517576));
        p = V.Fma(p, t, V.Of(0.418227613));
        p = V.Fma(p, t, V.Of(-0.625129759));
        return V.Fma(p, t, V.Of(0.759554207));
    }

    // ((1/2 - Phi(-a)) / a - 1 / sqrt(2 pi)) / a^2 in s = a^2 for a up to 1.25; 1 / sqrt(2 pi) is rounded. Phi(-a) errs by at
    // most 1.3e-8 (float), 8.7e-18 (double) of itself.
    [MethodImpl(Inline)]
    private static V NormalCenterTail<V>(V s) where V : struct, IVec<V> =>
        V.IsDouble ? NormalCenterTail64(s) : NormalCenterTail32(s);

    [MethodImpl(Inline)]
    private static V NormalCenterTail64<V>(V s) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(-1.2663247819645333e-13), s, V.Of(4.6656838017742925e-12));
        q = V.Fma(q, s, V.Of(-1.1164189783007815e-10));
        q = V.Fma(q, s, V.Of(2.2708467316736994e-09));
        q = V.Fma(q, s, V.Of(-4.122317447658955e-08));
        q = V.Fma(q, s, V.Of(6.659662652530589e-07));
        q = V.Fma(q, s, V.Of(-9.444654428710355e-06));
        q = V.Fma(q, s, V.Of(0.00011543468690425104));
        q = V.Fma(q, s, V.Of(-0.0011873282153081924));
        q = V.Fma(q, s, V.Of(0.009973557010012206));
        return V.Fma(q, s, V.Of(-0.06649038006690391));
    }

    [MethodImpl(Inline)]
    private static V NormalCenterTail32<V>(V s) where V : struct, IVec<V>
    {
        var p = V.Fma(V.Of(-6.4498272e-06), s, V.Of(0.000109473069));
        p = V.Fma(p, s, V.Of(-0.00118133437));
        p = V.Fma(p, s, V.Of(0.00997051597));
        return V.Fma(p, s, V.Of(-0.0664896891));
    }

    // Phi(-x) for x that is not negative.
    private readonly struct NormalTailFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => V.ScaleByPow2(NormalTail(x, out _, out var n), n);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.Of(-InverseSqrt2Pi) * Exp(V.Of(-0.5) * x * x);
    }
}
