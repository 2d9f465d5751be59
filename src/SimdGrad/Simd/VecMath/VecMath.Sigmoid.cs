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
        var divisor = SigmoidDivisor(x, out _, out var scale);
        return scale / divisor;
    }

    /// <summary><paramref name="factor"/> times the logistic function of x, rounded once where it is denormal.</summary>
    /// <remarks>At most 3 ULP for a finite factor.</remarks>
    [MethodImpl(Inline)]
    internal static V SigmoidProduct<V>(V x, V factor) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return factor * Sigmoid(x);
        var divisor = SigmoidDivisor(x, out var n, out _);
        return V.ScaleByPow2(factor / divisor, n);
    }

    // 1 / (1 + e^-x) = 2^n / (2^n + e^r), where x = n ln 2 - r: nothing overflows, and small results keep their relative
    // accuracy.
    [MethodImpl(Inline)]
    private static V SigmoidDivisor<V>(V x, out V n, out V scale) where V : struct, IVec<V>
    {
        // Past the bounds the result is 0, also 100 (float) or 700 (double) times as large, and 1.
        x = V.Max(V.Of(-110, -754), V.Min(V.Of(18, 38), x));
        var r = -ReduceByLn2(x, out n);
        scale = V.ScaleByPow2(V.One, n);
        // What 2^n + 1 loses is added to e^r - 1 at its smallest term, so that the divisor is rounded but once.
        var sum = scale + V.One;
        var lost = scale - (sum - V.One);
        return V.Fma(r * r, ExpTail(r), r + lost) + sum;
    }

    private readonly struct SigmoidFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Sigmoid(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => y * Sigmoid(-x);
    }
}
