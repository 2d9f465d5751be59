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
        var inverse = InverseOfSigmoidDivisor(x, out var correction, out _, out var scale);
        var y = scale * inverse;
        return V.Fma(y, correction, y);
    }

    /// <summary><paramref name="factor"/> times the logistic function of x, rounded once where it is denormal.</summary>
    /// <remarks>At most 3 ULP for a finite factor.</remarks>
    [MethodImpl(Inline)]
    internal static V SigmoidProduct<V>(V x, V factor) where V : struct, IVec<V>
    {
        var inverse = InverseOfSigmoidDivisor(x, out var correction, out var n, out _);
        var y = factor * inverse;
        return V.ScaleByPow2(V.Fma(y, correction, y), n);
    }

    // 1 / (1 + e^-x) = 2^n / (2^n + e^-r), where n ln 2 + r = x: nothing overflows, and small results keep their relative
    // accuracy. The divisor is rounded; the inverse of the exact one is larger than the inverse of this by the correction.
    [MethodImpl(Inline)]
    private static V InverseOfSigmoidDivisor<V>(V x, out V correction, out V n, out V scale) where V : struct, IVec<V>
    {
        // Past the bounds the result is 0, also 100 (float) or 700 (double) times as large, and 1.
        x = V.Max(V.Of(V.IsDouble ? -754 : -110), V.Min(V.Of(V.IsDouble ? 38 : 18), x));
        var e = Expm1Reduced(-ReduceByLn2(x, out n));
        scale = V.ScaleByPow2(V.One, n);
        var divisor = scale + V.One + e;
        var inverse = V.One / divisor;
        correction = (divisor - V.One - scale - e) * inverse;
        return inverse;
    }
}
