using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>e^x.</summary>
    /// <remarks>
    /// At most 1 ULP. exp(-inf) = 0, exp(+inf) = +inf, exp(NaN) = NaN; overflow gives +inf, underflow is gradual.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(1)]
    public static V Exp<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<ExpFunction>(x);
        // The bound lies just past overflow to infinity. Far below, where the result is 0, r may be anything.
        x = V.Min(V.Of(89, 710), x);
        return V.ScaleByPow2(ExpReduced(ReduceByLn2(x, out var n)), n, Vanishing<V>());
    }

    /// <summary>x, or the point below which e^x is 0, also a thousand times as large, where that is more.</summary>
    [MethodImpl(Inline)]
    internal static V BoundForExp<V>(V x) where V : struct, IVec<V> => V.Max(V.Of(-112, -756), x);

    /// <summary>The same for dual numbers alone: others are unbounded, and <see cref="ScaleOrVanish"/> gives 0.</summary>
    [MethodImpl(Inline)]
    internal static V BoundDual<V>(V x) where V : struct, IVec<V> => V.IsDual ? BoundForExp(x) : x;

    /// <summary>
    /// p 2^n for n up to 0 and |p| up to a thousand; exactly 0 for the n that <see cref="BoundForExp"/> leads to, and less,
    /// whatever p is there: to compute what underflows, even to 0, takes processors twenty times as long.
    /// </summary>
    [MethodImpl(Inline)]
    internal static V ScaleOrVanish<V>(V p, V n) where V : struct, IVec<V> => V.ScaleDown(p, n, Vanishing<V>());

    [MethodImpl(Inline)]
    private static V Vanishing<V>() where V : struct, IVec<V> => V.Of(-160, -1087);

    // e^r on |r| <= ln 2 / 2.
    [MethodImpl(Inline)]
    private static V ExpReduced<V>(V r) where V : struct, IVec<V> =>
        V.Fma(V.Fma(ExpTail(r, r * r), r, V.One), r, V.One);

    // e^r - 1 on the same.
    [MethodImpl(Inline)]
    private static V Expm1Reduced<V>(V r) where V : struct, IVec<V>
    {
        var square = r * r;
        return V.Fma(square, ExpTail(r, square), r);
    }

    // x = n ln 2 + r with integral n and |r| <= ln 2 / 2. The first of the two steps is exact.
    [MethodImpl(Inline)]
    private static V ReduceByLn2<V>(V x, out V n) where V : struct, IVec<V>
    {
        var r = ReduceByLn2High(x, out n);
        return V.Fma(n, V.Of(-Ln2Low32, -Ln2Low64), r);
    }

    [MethodImpl(Inline)]
    private static V ReduceByLn2High<V>(V x, out V n) where V : struct, IVec<V>
    {
        var toInteger = V.Of(Ieee754.Integer32, Ieee754.Integer64);
        n = V.Fma(x, V.Of(Log2E), toInteger) - toInteger;
        return V.Fma(n, V.Of(-Ln2High32, -Ln2High64), x);
    }

    // The same of x + rest, for a rest below the precision of x.
    [MethodImpl(Inline)]
    private static V ReduceByLn2<V>(V x, V rest, out V n) where V : struct, IVec<V>
    {
        var r = ReduceByLn2High(x, out n);
        return r + V.Fma(n, V.Of(-Ln2Low32, -Ln2Low64), rest);
    }

    // (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2. Relative to e^r - 1, r + r^2 times this errs by at most 1.5e-8 (float),
    // 3.5e-17 (double).
    [MethodImpl(Inline)]
    private static V ExpTail<V>(V r, V square) where V : struct, IVec<V> =>
        V.IsDouble ? ExpTail64(r, square) : ExpTail32(r, square);

    [MethodImpl(Inline)]
    private static V ExpTail64<V>(V r, V square) where V : struct, IVec<V>
    {
        var even = V.Fma(V.Of(2.762603792267422e-07), square, V.Of(2.4801505273649037e-05));
        even = V.Fma(even, square, V.Of(0.0013888888931565067));
        even = V.Fma(even, square, V.Of(0.04166666666657676));
        even = V.Fma(even, square, V.Of(0.5000000000000006));
        var odd = V.Fma(V.Of(2.5053782971033324e-08), square, V.Of(2.7557407516898023e-06));
        odd = V.Fma(odd, square, V.Of(0.00019841269719036097));
        odd = V.Fma(odd, square, V.Of(0.008333333333389538));
        odd = V.Fma(odd, square, V.Of(0.16666666666666588));
        return V.Fma(odd, r, even);
    }

    [MethodImpl(Inline)]
    private static V ExpTail32<V>(V r, V square) where V : struct, IVec<V>
    {
        var high = V.Fma(V.Of(0.00836711843), r, V.Of(0.0416677557));
        high = V.Fma(V.Of(0.00138358376), square, high);
        return V.Fma(high, square, V.Fma(V.Of(0.16666539), r, V.Of(0.49999997)));
    }

    private readonly struct ExpFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Exp(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => y;
    }
}
