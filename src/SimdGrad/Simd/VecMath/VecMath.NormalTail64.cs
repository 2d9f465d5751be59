using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    // Phi(-a) 2^-n in double, with e = e^(-a^2 / 2) 2^-n - 1. e^(a^2 / 2) Phi(-a) is 1/2 + a times a numerator, over 1 + a times
    // a denominator, for a up to 39. All coefficients are positive, so nothing cancels, and rounding the powers of a errs alike
    // in both. The quotient errs by at most 8.8e-18 of itself.
    [MethodImpl(Inline)]
    private static V NormalTail64<V>(V a, V e) where V : struct, IVec<V>
    {
        V square = a * a, fourth = square * square;
        // The last two steps of numerator and denominator, inverse and product are rounded. What that leaves out is added with e.
        V half = V.Of(0.5), n1 = NormalNumerator64(a, square, fourth, out var n1Low);
        var d1 = NormalDenominator64(a, square, fourth, out var d1Low);
        V numerator = V.Fma(n1, a, half), numeratorLow = V.Fma(n1Low, a, V.Fma(n1, a, half - numerator));
        V denominator = V.Fma(d1, a, V.One), denominatorLow = V.Fma(d1Low, a, V.Fma(d1, a, V.One - denominator));
        V inverse = V.One / denominator, quotient = numerator * inverse;
        var left = V.Fnma(quotient, denominator, numerator) + V.Fnma(quotient, denominatorLow, numeratorLow);
        return quotient + V.Fma(quotient, e, left * inverse);
    }

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

    // q x + c, and what its rounding leaves out, but for half an ULP of c.
    [MethodImpl(Inline)]
    private static V LastStep<V>(V q, V x, V c, out V low) where V : struct, IVec<V>
    {
        var sum = V.Fma(q, x, c);
        low = V.Fms(q, x, sum) + c;
        return sum;
    }
}
