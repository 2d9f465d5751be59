using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    /// <remarks>At most 2 ULP, also where the result is small. 0 at -inf, 1 at +inf, NaN at NaN.</remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Sigmoid<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<SigmoidFunction>(x);
        var divisor = SigmoidDivisor(ReduceNegated(BoundForExp(V.Min(SigmoidIsOne<V>(), x)), out var n), n, out var scale);
        return scale / divisor;
    }

    /// <summary><paramref name="factor"/> times the logistic function of x, rounded once where it is denormal.</summary>
    /// <remarks>At most 3 ULP for a finite factor; 0 where x is far below 0, whatever the factor is.</remarks>
    [MethodImpl(Inline)]
    internal static V SigmoidProduct<V>(V x, V factor) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return BoundDual(factor) * Sigmoid(x);
        var divisor = SigmoidDivisor(ReduceNegated(V.Min(SigmoidIsOne<V>(), x), out var n), n, out _);
        return V.ScaleByPow2(factor / divisor, n, Vanishing<V>());
    }

    /// <summary>The same of x + <paramref name="rest"/>, for a rest below the precision of x.</summary>
    [MethodImpl(Inline)]
    internal static V SigmoidProduct<V>(V x, V rest, V factor) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return BoundDual(factor) * Sigmoid(x + rest);
        var divisor = SigmoidDivisor(ReduceNegated(V.Min(SigmoidIsOne<V>(), x), rest, out var n), n, out _);
        return V.ScaleByPow2(factor / divisor, n, Vanishing<V>());
    }

    // From here on the sigmoid is 1.
    [MethodImpl(Inline)]
    private static V SigmoidIsOne<V>() where V : struct, IVec<V> => V.Of(18, 38);

    // The r of x = n ln 2 - r with |r| <= ln 2 / 2.
    [MethodImpl(Inline)]
    private static V ReduceNegated<V>(V x, out V n) where V : struct, IVec<V>
    {
        var r = ReduceByLn2High(x, out n);
        return V.Fms(n, V.Of(Ln2Low32, Ln2Low64), r);
    }

    // The same of x + rest.
    [MethodImpl(Inline)]
    private static V ReduceNegated<V>(V x, V rest, out V n) where V : struct, IVec<V>
    {
        var r = ReduceByLn2High(x, out n);
        return V.Fms(n, V.Of(Ln2Low32, Ln2Low64), rest) - r;
    }

    // 1 / (1 + e^-x) = 2^n / (2^n + e^r), where x = n ln 2 - r: nothing overflows, and small results keep their relative
    // accuracy.
    [MethodImpl(Inline)]
    private static V SigmoidDivisor<V>(V r, V n, out V scale) where V : struct, IVec<V>
    {
        scale = V.Pow2(n, V.Of(-149, -1074));
        // What 2^n + 1 loses is added to e^r - 1 at its smallest term, so that the divisor is rounded but once.
        var sum = scale + V.One;
        var lost = scale - (sum - V.One);
        var square = r * r;
        return V.Fma(square, ExpTail(r, square), r + lost) + sum;
    }

    private readonly struct SigmoidFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Sigmoid(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => y * Sigmoid(-x);
    }
}
