using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>The hyperbolic tangent of x.</summary>
    /// <remarks>
    /// At most 2 ULP. Odd to the bit; tanh(+-0) = +-0, tanh(+-inf) = +-1, tanh(NaN) = NaN.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Tanh<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<TanhFunction>(x);
        // tanh a = E / (E + 3) with E = 1.5 (e^2a - 1): of the multiples of e^2a - 1, this one and its sum with 3 stand where
        // rounding errs least for a result just below a power of two, where an error counts most.
        // e^2a = 2^n e^2r; n becomes 1 only at 2a = 0.75 ln 2, where 2^n e^2r and -1 cancel less than at half of ln 2.
        var a = V.Min(V.Of(10, 20), V.Abs(x));
        var toInteger = V.Of(Ieee754.Integer32, Ieee754.Integer64);
        var n = V.Fma(a, V.Of(2 * Log2E), V.Of(-0.25)) + toInteger - toInteger;
        var r = V.Fma(n, V.Of(-0.5 * Ln2High32, -0.5 * Ln2High64), a);
        r = V.Fma(n, V.Of(-0.5 * Ln2Low32, -0.5 * Ln2Low64), r);
        var e = V.Fma(r, V.Of(3), r * r * TanhTail(r));
        var scale = V.Pow2(n);
        e = V.Fma(e, scale, V.Fma(scale, V.Of(1.5), V.Of(-1.5)));
        return V.CopySign(e / (e + V.Of(3)), x);
    }

    // (1.5 (e^2r - 1) - 3 r) / r^2 on -0.125 ln 2 <= r <= 0.375 ln 2. Relative to 1.5 (e^2r - 1), 3 r + r^2 times this errs
    // by at most 1.5e-8 (float), 2.7e-17 (double).
    [MethodImpl(Inline)]
    private static V TanhTail<V>(V r) where V : struct, IVec<V> =>
        V.IsDouble ? TanhTail64(r) : TanhTail32(r);

    [MethodImpl(Inline)]
    private static V TanhTail64<V>(V r) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(9.012506133563852e-05), r, V.Of(0.0004186950060459284));
        q = V.Fma(q, r, V.Of(0.002116980635457878));
        q = V.Fma(q, r, V.Of(0.009523830101809893));
        q = V.Fma(q, r, V.Of(0.038095227898007754));
        q = V.Fma(q, r, V.Of(0.13333333371627012));
        q = V.Fma(q, r, V.Of(0.40000000004888603));
        q = V.Fma(q, r, V.Of(0.999999999997577));
        q = V.Fma(q, r, V.Of(1.9999999999999263));
        return V.Fma(q, r, V.Of(3.0000000000000027));
    }

    [MethodImpl(Inline)]
    private static V TanhTail32<V>(V r) where V : struct, IVec<V>
    {
        var p = V.Fma(V.Of(0.153674588), r, V.Of(0.397635788));
        p = V.Fma(p, r, V.Of(0.999868929));
        p = V.Fma(p, r, V.Of(2.00002074));
        return V.Fma(p, r, V.Of(3.00000024));
    }

    private readonly struct TanhFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Tanh(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.Of(4) * Sigmoid(x + x) * Sigmoid(-(x + x));
    }
}
