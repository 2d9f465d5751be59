using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>The error function of x: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.</summary>
    /// <remarks>At most 2 ULP. Odd to the bit; erf(+-0) = +-0, erf(+-inf) = +-1, erf(NaN) = NaN.</remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Erf<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<ErfFunction>(x);
        // erf a = -expm1(-q) with q = -log(erfc a) = 2 / sqrt(pi) a + ..., which is smooth and positive: no cancellation, no
        // second formula for small a. With n ln 2 + r = -q that is (1 - 2^n) - 2^n (e^r - 1).
        var a = V.Min(V.Of(3.95, 5.95), V.Abs(x));
        var square = a * a;
        var q = V.Fma(a, V.Of(TwoOverSqrtPiLow32, TwoOverSqrtPiLow64), square * ErfTail(a, square));
        q = V.Fma(a, V.Of(TwoOverSqrtPiHigh32, TwoOverSqrtPiHigh64), q);
        var r = ReduceByLn2(-q, out var n);
        var scale = V.Pow2(n);
        return V.CopySign(V.Fnma(scale, Expm1Reduced(r), V.One - scale), x);
    }

    // 2 / sqrt(pi) rounded to the element type, and the rest of it.
    private const double TwoOverSqrtPiHigh32 = 1.12837923;
    private const double TwoOverSqrtPiLow32 = -5.86353828e-08;
    private const double TwoOverSqrtPiHigh64 = 1.1283791670955126;
    private const double TwoOverSqrtPiLow64 = 1.533545961316588e-17;

    // (-log(erfc a) - 2 / sqrt(pi) a) / a^2 on [0, 3.95] (float) and [0, 5.95] (double), weighted so that erf a errs by at most
    // 4.3e-9 (float), 7.5e-17 (double) of itself.
    [MethodImpl(Inline)]
    private static V ErfTail<V>(V a, V square) where V : struct, IVec<V> =>
        V.IsDouble ? ErfTail64(a, square) : ErfTail32(a, square);

    [MethodImpl(Inline)]
    private static V ErfTail64<V>(V a, V square) where V : struct, IVec<V>
    {
        var even = V.Fma(V.Of(-4.815606858347197e-13), square, V.Of(-9.694106491126007e-11));
        even = V.Fma(even, square, V.Of(-3.2257600162075336e-09));
        even = V.Fma(even, square, V.Of(7.22395034196871e-09));
        even = V.Fma(even, square, V.Of(8.470133629191125e-07));
        even = V.Fma(even, square, V.Of(3.549515489367424e-06));
        even = V.Fma(even, square, V.Of(-2.933657038180823e-05));
        even = V.Fma(even, square, V.Of(2.5951306809251297e-05));
        even = V.Fma(even, square, V.Of(0.0016962101885834276));
        even = V.Fma(even, square, V.Of(-0.01912844696925381));
        even = V.Fma(even, square, V.Of(0.6366197723676013));
        var odd = V.Fma(V.Of(1.1940551238016923e-14), square, V.Of(8.841568545653076e-12));
        odd = V.Fma(odd, square, V.Of(6.931720759274903e-10));
        odd = V.Fma(odd, square, V.Of(8.111411402204346e-09));
        odd = V.Fma(odd, square, V.Of(-1.7096848377195973e-07));
        odd = V.Fma(odd, square, V.Of(-2.418447454180714e-06));
        odd = V.Fma(odd, square, V.Of(2.8117927139258376e-06));
        odd = V.Fma(odd, square, V.Of(6.429821247699456e-05));
        odd = V.Fma(odd, square, V.Of(-0.0005901454458995716));
        odd = V.Fma(odd, square, V.Of(-0.00020919517246612362));
        odd = V.Fma(odd, square, V.Of(0.1027726033004334));
        return V.Fma(odd, a, even);
    }

    [MethodImpl(Inline)]
    private static V ErfTail32<V>(V a, V square) where V : struct, IVec<V>
    {
        var even = V.Fma(V.Of(0.00011810282), square, V.Of(0.00167118083));
        even = V.Fma(even, square, V.Of(-0.0191500653));
        even = V.Fma(even, square, V.Of(0.636619508));
        var odd = V.Fma(V.Of(-9.29858652e-06), square, V.Of(-0.000634787837));
        odd = V.Fma(odd, square, V.Of(-0.000165194273));
        odd = V.Fma(odd, square, V.Of(0.102776885));
        return V.Fma(odd, a, even);
    }

    private readonly struct ErfFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Erf(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.Of(1.1283791670955126) * Exp(-(x * x));
    }
}
