using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdGrad.Simd;

/// <summary>
/// The reduction of large angles, one lane at a time, exact to the last bit of any float or double: M. H. Payne and R. N. Hanek,
/// "Radian reduction for trigonometric functions", SIGNUM Newsletter 18 (1983) 19-24.
/// </summary>
internal static class AngleReduction
{
    // The binary digits of 1 / pi behind the point, after 64 zeros: the digit of weight 2^-i is bit 64 + i - 1 from the left.
    private static ReadOnlySpan<ulong> InversePi =>
    [
        0,
        0x517CC1B727220A94, 0xFE13ABE8FA9A6EE0, 0x6DB14ACC9E21C820, 0xFF28B1D5EF5DE2B0, 0xDB92371D2126E970,
        0x0324977504E8C90E, 0x7F0EF58E5894D39F, 0x74411AFA975DA242, 0x74CE38135A2FBF20, 0x9CC8EB1CC1A99CFA,
        0x4E422FC5DEFC941D, 0x8FFC4BFFEF02CC07, 0xF79788C5AD05368F, 0xB69B3F6793E584DB, 0xA7A31FB34F2FF516,
        0xBA93DD63F5F2F8BD, 0x9E839CFBC5294975, 0x35FDAFD88FC6AE84, 0x2B0198237E3DB5D5, 0xF867DE104D7A1B0E,
    ];

    // pi * 2^62.
    private const ulong Pi = 0xC90FDAA22168C235;

    /// <summary>
    /// An r with sin r = sin x and |r| at most pi / 2, in each lane of at least 2^17 in size; NaN for infinities and NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V ForSin<V>(V x) where V : struct, IVec<V> => Reduce(x, 0);

    /// <summary>
    /// An r with sin r = cos x and |r| at most pi / 2, in each lane of at least 2^17 in size; NaN for infinities and NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V ForCos<V>(V x) where V : struct, IVec<V> => Reduce(x, 1);

    private static V Reduce<V>(V x, int quarters) where V : struct, IVec<V>
    {
        if (V.IsDouble)
        {
            foreach (ref double lane in MemoryMarshal.Cast<V, double>(new Span<V>(ref x)))
                lane = Reduce(lane, quarters);
        }
        else
        {
            foreach (ref float lane in MemoryMarshal.Cast<V, float>(new Span<V>(ref x)))
                lane = (float)Reduce(lane, quarters);
        }
        return x;
    }

    private static double Reduce(double x, int quarters)
    {
        // |x| = m * 2^e with integral m; multiples of 2 pi change nothing, so the digits of 1 / pi of weight 2^(1 - e) and more
        // are dropped, and the 192 digits from 2^-e on are kept. What comes after them is below 2^-138 of a turn.
        long bits = BitConverter.DoubleToInt64Bits(x);
        int e = (int)(bits >>> 52 & 0x7FF) - 1075;
        if (e < -52)
            return x;
        if (e == 0x7FF - 1075)
            return double.NaN;
        ulong m = (ulong)bits & 0xFFFFFFFFFFFFF | 1UL << 52;
        int first = 63 + e;
        var low = (UInt128)Digits(first + 128) * m;
        var middle = (UInt128)Digits(first + 64) * m + (low >> 64);
        ulong high = (ulong)((UInt128)Digits(first) * m + (middle >> 64));

        // high, middle and low are |x| / pi modulo 2, with the point behind the highest bit. The sine of a negative angle is that
        // of its size, negated; the cosine is the sine of a quarter of a turn more.
        bool negative = x < 0 && quarters == 0;
        high += (ulong)quarters << 62;
        if (high >> 63 != 0)
            negative = !negative;

        // The rest is a fraction of half a turn: up to a half as it is, above that the sine is that of what lacks to 1.
        var fraction = new UInt128(high << 1 | (ulong)middle >> 63, (ulong)middle << 1 | (ulong)low >> 63);
        if (fraction >> 127 != 0)
            fraction = ~fraction;
        int zeros = (int)UInt128.LeadingZeroCount(fraction);
        ulong product = Math.BigMul((ulong)(fraction << zeros >> 64), Pi, out _);
        double r = Math.ScaleB(product, -62 - zeros);
        return negative ? -r : r;
    }

    // 64 digits of 1 / pi, from the one at this place in the table on.
    private static ulong Digits(int place)
    {
        int word = place >> 6, shift = place & 63;
        return shift == 0 ? InversePi[word] : InversePi[word] << shift | InversePi[word + 1] >> (64 - shift);
    }
}
