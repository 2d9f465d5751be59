using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>log(1 + x), without the loss of 1 + x for small x.</summary>
    /// <remarks>
    /// At most 2 ULP. log1p(+-0) = +-0, log1p(-1) = -inf, log1p(x) = NaN below -1, log1p(+inf) = +inf, log1p(NaN) = NaN.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Log1p<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<Log1pFunction>(x);
        // 1 + x, though rounded, has the right exponent; (1 + x) * 2^-k - 1 is then taken from x itself, rounded once.
        var sum = V.One + x;
        var scale = V.InversePow2(sum, out var k);
        var y = LogOfScaled(V.Fma(x, scale, scale - V.One), k);
        return V.CopySign(V.FixLog(y, sum), x);
    }

    private readonly struct Log1pFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Log1p(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => V.One / (V.One + x);
    }
}
