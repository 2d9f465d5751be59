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
        var minusHalf = V.Of(-0.5);
        var e = Expm1Reduced(ReduceByLn2(square * minusHalf, V.Fma(a, a, -square) * minusHalf, out n));
        density = V.Fma(V.Of(InverseSqrt2Pi), e, V.Of(InverseSqrt2Pi));
        // The last two steps of numerator and denominator, inverse and product are rounded. What that leaves out is added with e.
        V half = V.Of(0.5), n1 = NormalNumerator(a, square, out var n1Low), d1 = NormalDenominator(a, square, out var d1Low);
        V numerator = V.Fma(n1, a, half), numeratorLow = V.Fma(n1Low, a, V.Fma(n1, a, half - numerator));
        V denominator = V.Fma(d1, a, V.One), denominatorLow = V.Fma(d1Low, a, V.Fma(d1, a, V.One - denominator));
        V inverse = V.One / denominator, quotient = numerator * inverse;
        var left = V.Fma(-quotient, denominator, numerator) + V.Fma(-quotient, denominatorLow, numeratorLow);
        return quotient + V.Fma(quotient, e, left * inverse);
    }

    private const double InverseSqrt2Pi = 0.3989422804014327;

    // e^(a^2 / 2) Phi(-a) is 1/2 + a times this numerator, over 1 + a times this denominator, for a up to 14.7 (float), 39
    // (double). All coefficients are positive, so nothing cancels, and rounding the powers of a errs alike in both. The
    // quotient errs by at most 1.2e-8 (float), 8.8e-18 (double) of itself.
    [MethodImpl(Inline)]
    private static V NormalNumerator<V>(V a, V square, out V low) where V : struct, IVec<V> =>
        V.IsDouble ? NormalNumerator64(a, square, square * square, out low) : NormalNumerator32(a, square, out low);

    [MethodImpl(Inline)]
    private static V NormalDenominator<V>(V a, V square, out V low) where V : struct, IVec<V> =>
        V.IsDouble ? NormalDenominator64(a, square, square * square, out low) : NormalDenominator32(a, square, out low);

    [MethodImpl(Inline)]
    private static V NormalNumerator64<V>(V a, V square, V fourth, out V low) where V : struct, IVec<V>
    {
        var q0 = V.Fma(
            V.Fma(V.Of(0.13201454792332118), a, V.Of(0.35728226245568545)), square,
            V.Fma(V.Of(0.6795301956595401), a, V.Of(0.827875850543241)));
        var q1 = V.Fma(
            V.Fma(V.Of(0.0001065067767989993), a, V.Of(0.001039200327261424)), square,
            V.Fma(V.Of(0.007120059539271469), a, V.Of(0.03565668436921871)));
        var q2 = V.Fma(V.Of(2.2396171118651492e-07), a, V.Of(6.9705592962032485e-06));
        return LastStep(V.Fma(q2, fourth, q1), fourth, q0, out low);
    }

    [MethodImpl(Inline)]
    private static V NormalDenominator64<V>(V a, V square, V fourth, out V low) where V : struct, IVec<V>
    {
        var q0 = V.Fma(
            V.Fma(V.Of(0.9799169632992643), a, V.Of(2.0011722957820175)), square,
            V.Fma(V.Of(2.81677888250664), a, V.Of(2.4536362618893475)));
        var q1 = V.Fma(
            V.Fma(V.Of(0.0026223615245453665), a, V.Of(0.01811319266980872)), square,
            V.Fma(V.Of(0.09194799723323545), a, V.Of(0.34823040190318383)));
        var q2 = V.Fma(
            V.Of(5.613887576947322e-07), square, V.Fma(V.Of(1.7472601021884836e-05), a, V.Of(0.0002675342869187163)));
        return LastStep(V.Fma(q2, fourth, q1), fourth, q0, out low);
    }

    [MethodImpl(Inline)]
    private static V NormalNumerator32<V>(V a, V square, out V low) where V : struct, IVec<V>
    {
        var high = V.Fma(V.Of(0.00410444709), a, V.Of(0.0405688845));
        return LastStep(high, square, V.Fma(V.Of(0.183066994), a, V.Of(0.438103765)), out low);
    }

    [MethodImpl(Inline)]
    private static V NormalDenominator32<V>(V a, V square, out V low) where V : struct, IVec<V>
    {
        var high = V.Fma(V.Of(0.0102882041), square, V.Fma(V.Of(0.101697534), a, V.Of(0.469019711)));
        return LastStep(high, square, V.Fma(V.Of(1.20186269), a, V.Of(1.67409229)), out low);
    }

    // q x + c, and what its rounding leaves out, but for half an ULP of c.
    [MethodImpl(Inline)]
    private static V LastStep<V>(V q, V x, V c, out V low) where V : struct, IVec<V>
    {
        var sum = V.Fma(q, x, c);
        low = V.Fma(q, x, -sum) + c;
        return sum;
    }

    // Phi(-x) for x that is not negative.
    private readonly struct NormalTailFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => V.ScaleByPow2(NormalTail(x, out _, out var n), n);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.Of(-InverseSqrt2Pi) * Exp(V.Of(-0.5) * x * x);
    }
}
