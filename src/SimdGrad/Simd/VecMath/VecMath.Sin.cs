using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>The sine of x, an angle in radians.</summary>
    /// <remarks>At most 2 ULP for every x, however large. Odd to the bit; sin(+-0) = +-0, NaN for an infinity or NaN.</remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Sin<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<SinFunction>(x);
        // x = n pi + r with integral n and |r| <= pi / 2: sin x = (-1)^n sin r.
        var n = RoundToInteger(x * V.Of(InversePi));
        var r = V.NegateIfOdd(SubtractMultipleOfPi(x, n), n);
        var large = V.Abs(x) > V.Of(LargeAngle32, LargeAngle64);
        if (V.Any(large))
            r = V.Select(large, AngleReduction.ForSin(x), r);
        return SinReduced(r);
    }

    private const double InversePi = 0.3183098861837907;

    // Up to here n pi is subtracted in three parts. The float next to a multiple of pi is 1e-7 or more off it for all of these,
    // the double 1e-16.
    private const double LargeAngle32 = 1 << 17;
    private const double LargeAngle64 = 1 << 30;

    // x - h pi for an h with few bits; pi is the sum of three numbers of the element type, each rounded down. The first step is
    // exact, and the second errs by half an ULP of a result that is as small as the final one.
    [MethodImpl(Inline)]
    private static V SubtractMultipleOfPi<V>(V x, V h) where V : struct, IVec<V>
    {
        var r = V.Fma(h, V.Of(-3.1415925, -3.141592653589793), x);
        r = V.Fma(h, V.Of(-1.50995788e-07, -1.224646799147353e-16), r);
        return V.Fma(h, V.Of(-1.07806051e-14, -2.1657133478438278e-32), r);
    }

    // The nearest integer to a number that is small enough to be rounded by an addition.
    [MethodImpl(Inline)]
    private static V RoundToInteger<V>(V x) where V : struct, IVec<V>
    {
        var toInteger = V.Of(Ieee754.Integer32, Ieee754.Integer64);
        return x + toInteger - toInteger;
    }

    // sin r for |r| <= pi / 2, at most 1 in size. The sign is that of r, also of zero.
    [MethodImpl(Inline)]
    private static V SinReduced<V>(V r) where V : struct, IVec<V>
    {
        var size = V.Abs(r);
        var square = r * r;
        return V.CopySign(V.Min(V.One, V.Fma(square * SinTail(square), size, size)), r);
    }

    // (sin r - r) / r^3 in s = r^2 on |r| <= pi / 2. Relative to sin r, r + r^3 times this errs by at most 4.9e-10 (float),
    // 3.1e-19 (double).
    [MethodImpl(Inline)]
    private static V SinTail<V>(V s) where V : struct, IVec<V> =>
        V.IsDouble ? SinTail64(s) : SinTail32(s);

    [MethodImpl(Inline)]
    private static V SinTail64<V>(V s) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(2.721357336679618e-15), s, V.Of(-7.64301421768807e-13));
        q = V.Fma(q, s, V.Of(1.605894083657235e-10));
        q = V.Fma(q, s, V.Of(-2.5052106901850126e-08));
        q = V.Fma(q, s, V.Of(2.755731921155033e-06));
        q = V.Fma(q, s, V.Of(-0.00019841269841212425));
        q = V.Fma(q, s, V.Of(0.008333333333333207));
        return V.Fma(q, s, V.Of(-0.16666666666666666));
    }

    [MethodImpl(Inline)]
    private static V SinTail32<V>(V s) where V : struct, IVec<V>
    {
        var p = V.Fma(V.Of(-2.52253098e-08), s, V.Of(2.7613487e-06));
        p = V.Fma(p, s, V.Of(-0.000198428883));
        p = V.Fma(p, s, V.Of(0.0083333496));
        return V.Fma(p, s, V.Of(-0.166666672));
    }

    private readonly struct SinFunction : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Sin(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => Cos(x);
    }
}
