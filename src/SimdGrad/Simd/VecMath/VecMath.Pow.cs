using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>x to the power y.</summary>
    /// <remarks>
    /// At most 2 ULP. Special cases are those of IEEE 754 and of Math.Pow: x^0 = 1 and 1^y = 1 also for NaN; a negative x has a
    /// power if y is an integer, a negative one if that is odd; (-1)^(+-inf) = 1; +-0 to a negative power is infinite.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Pow<V>(V x, V y) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<PowFunction>(x, y);
        // x^y = 2^(y log2 |x|). An error of the logarithm is multiplied by up to 150 (float), 1100 (double), so the logarithm is
        // the sum of two numbers, and so is its product with y. Sizes of y for which every x but 1 has the power 1, or overflows,
        // need not be told apart; without them no product is infinite.
        var size = V.Abs(x);
        var exponent = V.Max(V.Of(1e-12, 1e-22), V.Min(V.Of(1e12, 1e22), V.Abs(y)));
        // The powers of 0 and of infinity; of others, never used. The last factor is for a NaN in y.
        var extreme = V.Select(y < V.Zero, V.One / size, size) * exponent;
        exponent = V.CopySign(exponent, y);
        var log = Log2(size, out var rest);
        var product = exponent * log;
        var power = Exp2(product, V.Fma(exponent, rest, V.Fms(exponent, log, product)));
        power = V.Select(size > V.Zero, V.Select(size < V.Of(double.PositiveInfinity), power, extreme), extreme);

        // Half of an odd number is off an integer, and so is half of one that is no integer itself.
        var half = V.Of(0.5) * y;
        var invalid = V.Select(x < V.Zero, V.Select(size < V.Of(double.PositiveInfinity), V.Of(double.NaN), power), power);
        var signed = V.Select(V.Abs(half - V.Round(half)) > V.Zero, V.CopySign(power, x), power);
        signed = V.Select(V.Abs(y - V.Round(y)) > V.Zero, invalid, signed);
        signed = V.Select(V.Abs(x - V.One) <= V.Zero, V.One, signed);
        return V.Select(V.Abs(y) <= V.Zero, V.One, signed);
    }

    // log2 x = result + low for finite positive x, with a relative error of 2^-34 (float), 2^-64 (double).
    [MethodImpl(Inline)]
    private static V Log2<V>(V x, out V low) where V : struct, IVec<V>
    {
        // x = 2^k m, s = (m - 1) / (m + 1), log2 m = s (c0 + z (c1 + z R)) with z = s^2; of each but R the part that rounding
        // leaves out is carried along.
        var m = V.Split(x, out var k);
        var numerator = m - V.One;
        var denominator = m + V.One;
        var denominatorLow = m - (denominator - V.One);
        var inverse = V.One / denominator;
        var s = numerator * inverse;
        var sLow = (V.Fnma(s, denominator, numerator) - s * denominatorLow) * inverse;
        var z = s * s;
        var zLow = V.Fma(s + s, sLow, V.Fms(s, s, z));

        var c1 = V.Of(0.961796701, 0.9617966939259756);
        var r = z * Log2Tail(z);
        var p = c1 + r;
        var pLow = r - (p - c1) + V.Of(-7.02846181e-09, 5.0577616648125907e-17);
        var v = z * p;
        var vLow = V.Fms(z, p, v) + V.Fma(z, pLow, zLow * p);

        var c0 = V.Of(2.88539004, 2.8853900817779268);
        var w = c0 + v;
        var wLow = v - (w - c0) + (vLow + V.Of(3.85192607e-08, 4.0710547481862066e-17));
        var log = s * w;
        var logLow = V.Fms(s, w, log) + V.Fma(s, wLow, sLow * w);

        var high = k + log;
        low = log - (high - k) + logLow;
        return high;
    }

    // 2^(x + low) for a low that is small.
    [MethodImpl(Inline)]
    private static V Exp2<V>(V x, V low) where V : struct, IVec<V>
    {
        // The bounds of x lie past overflow to infinity and underflow to zero; beyond them low may be of any size.
        var bound = V.Of(160, 1100);
        x = V.Max(-bound, V.Min(bound, x));
        low = V.Max(V.Of(-0.01), V.Min(V.Of(0.01), low));
        var n = RoundToInteger(x);
        var r = x - n;
        var q = V.Fma(low, V.Of(Ln2High64), r * V.Of(Ln2Low32, Ln2Low64));
        var sum = r + low;
        q = V.Fma(sum * sum, Exp2Tail(sum), q);
        q = V.Fma(r, V.Of(Ln2High32, Ln2High64), q);
        return V.ScaleByPow2(V.One + q, n);
    }

    // (log2((1 + s) / (1 - s)) / s - c0 - c1 z) / z^2 in z = s^2 for |s| up to 0.2. Relative to the logarithm it errs by at
    // most 3.2e-13 (float), 1.7e-21 (double).
    [MethodImpl(Inline)]
    private static V Log2Tail<V>(V z) where V : struct, IVec<V> =>
        V.IsDouble ? Log2Tail64(z) : Log2Tail32(z);

    [MethodImpl(Inline)]
    private static V Log2Tail64<V>(V z) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(0.18137048757316981), z, V.Of(0.16724228949739856));
        q = V.Fma(q, z, V.Of(0.19247200369145365));
        q = V.Fma(q, z, V.Of(0.22195007407609443));
        q = V.Fma(q, z, V.Of(0.2623082374214898));
        q = V.Fma(q, z, V.Of(0.3205988975297788));
        q = V.Fma(q, z, V.Of(0.4121985831132675));
        return V.Fma(q, z, V.Of(0.5770780163555814));
    }

    [MethodImpl(Inline)]
    private static V Log2Tail32<V>(V z) where V : struct, IVec<V>
    {
        var p = V.Fma(V.Of(0.287905157), z, V.Of(0.319589257));
        p = V.Fma(p, z, V.Of(0.412214994));
        return V.Fma(p, z, V.Of(0.577077925));
    }

    // (2^r - 1 - r ln 2) / r^2 for |r| up to 1/2. Relative to 2^r, r^2 times this errs by at most 3.9e-9 (float), 4.3e-18
    // (double).
    [MethodImpl(Inline)]
    private static V Exp2Tail<V>(V r) where V : struct, IVec<V> =>
        V.IsDouble ? Exp2Tail64(r) : Exp2Tail32(r);

    [MethodImpl(Inline)]
    private static V Exp2Tail64<V>(V r) where V : struct, IVec<V>
    {
        var q = V.Fma(V.Of(4.4394953912271553e-10), r, V.Of(7.073456313073544e-09));
        q = V.Fma(q, r, V.Of(1.0178162354034936e-07));
        q = V.Fma(q, r, V.Of(1.3215437237438244e-06));
        q = V.Fma(q, r, V.Of(1.525273359864118e-05));
        q = V.Fma(q, r, V.Of(0.0001540353045310081));
        q = V.Fma(q, r, V.Of(0.001333355814664496));
        q = V.Fma(q, r, V.Of(0.009618129107597396));
        q = V.Fma(q, r, V.Of(0.055504108664820764));
        return V.Fma(q, r, V.Of(0.24022650695910122));
    }

    [MethodImpl(Inline)]
    private static V Exp2Tail32<V>(V r) where V : struct, IVec<V>
    {
        var p = V.Fma(V.Of(0.00015335482), r, V.Of(0.00133908587));
        p = V.Fma(p, r, V.Of(0.00961847883));
        p = V.Fma(p, r, V.Of(0.0555036105));
        return V.Fma(p, r, V.Of(0.240226477));
    }

    private readonly struct PowFunction : IVecFunction2
    {
        public static V Value<V>(V a, V b) where V : struct, IVec<V> => Pow(a, b);

        public static (V A, V B) Slopes<V>(V a, V b, V y) where V : struct, IVec<V> =>
            (b * Pow(a, b - V.One), V.Select(V.Abs(y) <= V.Zero, V.Zero, y * Log(a)));
    }
}
