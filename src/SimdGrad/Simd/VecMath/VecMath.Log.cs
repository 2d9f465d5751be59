using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>The natural logarithm of x.</summary>
    /// <remarks>
    /// At most 1 ULP, denormal arguments included. log(+-0) = -inf, log(negative) = NaN, log(+inf) = +inf, log(NaN) = NaN.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(1)]
    public static V Log<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<LogFunction>(x);
        var m = V.Split(x, out var k);
        return V.FixLog(LogOfScaled(m - V.One, k), x);
    }

    // log((1 + f) * 2^k) for 1 + f in [0.75, 1.5]. Where k is not 0 the result is at least 0.28 in size, log(1 + f) at most 0.41,
    // so that the inner sum need not be more exact. That ln 2 is rounded is 0.1 (float), 0.3 (double) ULP.
    [MethodImpl(Inline)]
    private static V LogOfScaled<V>(V f, V k) where V : struct, IVec<V>
    {
        var square = f * f;
        return V.Fma(k, V.Of(Ln2High32, Ln2High64), V.Fma(square, LogTail(f, square), f));
    }

    // (log(1 + f) - f) / f^2 on [-0.25, 0.5], even and odd powers side by side, since a loop waits for the longest chain of
    // operations. Relative to log(1 + f), f + f^2 times this errs by at most 9.9e-9 (float), 4.2e-18 (double).
    [MethodImpl(Inline)]
    private static V LogTail<V>(V f, V square) where V : struct, IVec<V> =>
        V.IsDouble ? LogTail64(f, square) : LogTail32(f, square);

    [MethodImpl(Inline)]
    private static V LogTail64<V>(V f, V square) where V : struct, IVec<V>
    {
        var even = V.Fma(V.Of(0.026392966227000384), square, V.Of(0.05643450594998447));
        even = V.Fma(even, square, V.Of(0.05895411484625144));
        even = V.Fma(even, square, V.Of(0.0666055343798531));
        even = V.Fma(even, square, V.Of(0.07692806312513016));
        even = V.Fma(even, square, V.Of(0.09090889882791824));
        even = V.Fma(even, square, V.Of(0.11111111491880882));
        even = V.Fma(even, square, V.Of(0.14285714282228368));
        even = V.Fma(even, square, V.Of(0.20000000000007148));
        even = V.Fma(even, square, V.Of(0.3333333333333338));
        var odd = V.Fma(V.Of(-0.007031411381219925), square, V.Of(-0.04694131761259868));
        odd = V.Fma(odd, square, V.Of(-0.057773389805928506));
        odd = V.Fma(odd, square, V.Of(-0.06226099567411072));
        odd = V.Fma(odd, square, V.Of(-0.07143738987401418));
        odd = V.Fma(odd, square, V.Of(-0.08333341517544468));
        odd = V.Fma(odd, square, V.Of(-0.09999998416962946));
        odd = V.Fma(odd, square, V.Of(-0.12500000047164078));
        odd = V.Fma(odd, square, V.Of(-0.16666666666072583));
        odd = V.Fma(odd, square, V.Of(-0.2500000000000311));
        var p = V.Fma(odd, f, even);
        return V.Fma(p, f, V.Of(-0.49999999999999994));
    }

    [MethodImpl(Inline)]
    private static V LogTail32<V>(V f, V square) where V : struct, IVec<V>
    {
        var even = V.Fma(V.Of(0.105645068), square, V.Of(0.14494954));
        even = V.Fma(even, square, V.Of(0.199893758));
        even = V.Fma(even, square, V.Of(0.333334625));
        var odd = V.Fma(V.Of(-0.0450170822), square, V.Of(-0.132601485));
        odd = V.Fma(odd, square, V.Of(-0.166406065));
        odd = V.Fma(odd, square, V.Of(-0.250001937));
        var p = V.Fma(odd, f, even);
        return V.Fma(p, f, V.Of(-0.5));
    }

    private readonly struct LogFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Log(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.One / x;
    }
}
