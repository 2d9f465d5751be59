using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>The cosine of x, an angle in radians.</summary>
    /// <remarks>At most 2 ULP for every x, however large. Even to the bit; cos(+-0) = 1, NaN for an infinity or NaN.</remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Cos<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<CosFunction>(x);
        x = V.Abs(x);
        // x = (n + 1/2) pi + r with integral n and |r| <= pi / 2: cos x = -(-1)^n sin r.
        var n = RoundToInteger(V.Fma(x, V.Of(InversePi), V.Of(-0.5)));
        var r = V.NegateIfOdd(-SubtractMultipleOfPi(x, n + V.Of(0.5)), n);
        var large = x > V.Of(LargeAngle32, LargeAngle64);
        if (V.Any(large))
            r = V.Select(large, AngleReduction.ForCos(x), r);
        return SinReduced(r);
    }

    private readonly struct CosFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Cos(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => -Sin(x);
    }
}
