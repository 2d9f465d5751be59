using System.Numerics;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>Every operation of a vector is, lane by lane and bit by bit, what scalar arithmetic gives.</summary>
public class VecTests
{
    public static TheoryData<object, object> Kinds => VecKinds.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Arithmetic_is_that_of_the_element_type<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        Binary<V, T>((a, b) => a + b, (a, b) => a + b);
        Binary<V, T>((a, b) => a - b, (a, b) => a - b);
        Binary<V, T>((a, b) => a * b, (a, b) => a * b);
        Binary<V, T>((a, b) => a / b, (a, b) => a / b);
        Unary<V, T>(a => -a, a => -a);
        Unary<V, T>(V.Abs, T.Abs);
        Unary<V, T>(V.Sqrt, T.Sqrt);
        Binary<V, T>(V.CopySign, T.CopySign);
        Binary<V, T>(V.Max, (a, b) => a > b ? a : b);
        Binary<V, T>(V.Min, (a, b) => a < b ? a : b);
        Binary<V, T>(V.Maximum, T.Max);
        Binary<V, T>(V.Minimum, T.Min);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Comparisons_select<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        Binary<V, T>((a, b) => V.Select(a < b, a, b), (a, b) => a < b ? a : b);
        Binary<V, T>((a, b) => V.Select(a > b, a, b), (a, b) => a > b ? a : b);
        Binary<V, T>((a, b) => V.Select(a <= b, V.One, V.Zero), (a, b) => a <= b ? T.One : T.Zero);
        Binary<V, T>((a, b) => V.Select(a >= b, V.One, V.Zero), (a, b) => a >= b ? T.One : T.Zero);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_sees_a_single_lane<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        Assert.False(V.Any(V.Zero > V.Zero));
        Assert.False(V.Any(V.Of(double.NaN) >= V.Zero));
        for (int i = 0; i < V.Count; i++)
        {
            var x = new T[V.Count];
            x[i] = T.One;
            Assert.True(V.Any(V.Load(ref x[0]) > V.Zero), $"lane {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NegateIfOdd_flips_the_sign<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        int limit = 1 << 22;
        int[] n = [-limit, 1 - limit, .. Enumerable.Range(-9, 19), limit - 1, limit];
        T[] numbers = [.. n.Select(T.CreateChecked)], x = [.. n.Select(i => i % 3 == 0 ? T.Zero : T.CreateChecked(0.5 * i))];
        Lanes.Check<V, T>(
            (a, k, _) => V.NegateIfOdd(a, k), (a, k, _) => T.IsOddInteger(k) ? -a : a, x, numbers, numbers);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fma_rounds_once<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var specials = Lanes.Specials<T>();
        var triples = (from a in specials from b in specials from c in specials select (a, b, c)).ToArray();
        Lanes.Check<V, T>(V.Fma, T.FusedMultiplyAdd,
            [.. triples.Select(t => t.a)], [.. triples.Select(t => t.b)], [.. triples.Select(t => t.c)]);

        Lanes.Check<V, T>(V.Fms, (a, b, c) => T.FusedMultiplyAdd(a, b, -c),
            [.. triples.Select(t => t.a)], [.. triples.Select(t => t.b)], [.. triples.Select(t => t.c)]);
        Lanes.Check<V, T>(V.Fnma, (a, b, c) => T.FusedMultiplyAdd(-a, b, c),
            [.. triples.Select(t => t.a)], [.. triples.Select(t => t.b)], [.. triples.Select(t => t.c)]);

        foreach (var (a, b, c) in triples.Where((_, i) => i % 97 == 0))
        {
            V sum = V.Splat(c), other = sum;
            V.AddProduct(ref sum, V.Factor(a), V.Splat(b));
            V.AddProduct(ref other, a, V.Splat(b));
            foreach (var lane in Lanes.ToArray<V, T>(sum).Concat(Lanes.ToArray<V, T>(other)))
                Lanes.AssertSame(T.FusedMultiplyAdd(a, b, c), lane, $"{a:R} * {b:R} + {c:R}");
        }

        // a * b - RN(a * b) is all rounding error: exactly what an unfused form returns as 0.
        var (x, y) = (Uniform<T>(1), Uniform<T>(2));
        Lanes.Check<V, T>(V.Fma, T.FusedMultiplyAdd, x, y, [.. x.Zip(y, (a, b) => -(a * b))]);
        T[] products = [.. x.Zip(y, (a, b) => a * b)];
        Lanes.Check<V, T>(V.Fms, (a, b, c) => T.FusedMultiplyAdd(a, b, -c), x, y, products);
        Lanes.Check<V, T>(V.Fnma, (a, b, c) => T.FusedMultiplyAdd(-a, b, c), x, y, products);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Round_takes_ties_to_even<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        static T ToEven(T x) => T.Round(x, MidpointRounding.ToEven);
        Unary<V, T>(V.Round, ToEven);
        var halves = Enumerable.Range(-40, 81).Select(i => T.CreateChecked(i) / T.CreateChecked(2)).ToArray();
        Lanes.Check<V, T>((a, _, _) => V.Round(a), (a, _, _) => ToEven(a), halves, halves, halves);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Split_gives_a_mantissa_around_one_and_the_exponent<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] x = [.. Inputs<T>().Where(x => T.IsFinite(x) && x != T.Zero)];
        Lanes.Check<V, T>(
            (a, _, _) => V.Split(a, out V _), (a, _, _) => T.ScaleB(a, -CenteredExponent(a)), x, x, x);
        Lanes.Check<V, T>((a, _, _) => SplitExponent(a), (a, _, _) => T.CreateChecked(CenteredExponent(a)), x, x, x);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OfHalfOctave_reads_a_table_of_single_precision<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        if (V.IsDouble)
        {
            Assert.Throws<NotSupportedException>(() => { Entry(V.Of(2)); });
            return;
        }
        int[] starts = [2, 3, 4, 6, 8, 12, 16, 24];
        T[] x =
        [
            .. starts.Select(T.CreateChecked),
            .. starts[1..].Append(32).Select(start => T.BitDecrement(T.CreateChecked(start))),
            .. Lanes.RandomBits<ushort>(2000, 1).Select(bits => T.CreateChecked(2 + bits * (30.0 / 65536))),
        ];
        Lanes.Check<V, T>(
            (a, _, _) => Entry(a), (a, _, _) => T.CreateChecked(1 + starts.Count(start => T.CreateChecked(start) <= a)), x, x, x);

        static V Entry(V x) => V.OfHalfOctave(x, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FixLog_replaces_what_has_no_logarithm<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> =>
        Binary<V, T>(V.FixLog, (y, x) =>
            T.IsNaN(x) || x < T.Zero ? T.NaN : x == T.Zero ? T.NegativeInfinity : T.IsPositiveInfinity(x) ? x : y);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ScaleByPow2_rounds_once_over_its_whole_range<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var bound = V.IsDouble ? 2000 : 252;
        T[] mantissas = [.. Uniform<T>(3).Take(20).Select(x => T.ScaleB(x, -T.ILogB(x))), T.One, T.One / (T.One + T.One), T.NaN];
        var exponents = Enumerable.Range(-bound, 2 * bound + 1);
        var pairs = (from k in exponents from x in mantissas select (x, n: T.CreateChecked(k))).ToArray();
        T[] scaled = [.. pairs.Select(p => p.x)], n = [.. pairs.Select(p => p.n)];
        Lanes.Check<V, T>((x, k, _) => V.ScaleByPow2(x, k), (x, k, _) => T.ScaleB(x, int.CreateChecked(k)), scaled, n, n);

        // Any finite number, denormals included, is brought to [0.75, 1.5) exactly.
        T[] finite = [.. Inputs<T>().Where(x => T.IsFinite(x) && x != T.Zero)];
        Lanes.Check<V, T>(
            (x, _, _) => V.ScaleByPow2(x, -SplitExponent(x)), (x, _, _) => T.ScaleB(x, -CenteredExponent(x)),
            finite, finite, finite);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pow2_is_exact_over_its_whole_range<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var (from, to) = V.IsDouble ? (-1022, 1023) : (-126, 127);
        T[] n = [.. Enumerable.Range(from, to - from + 1).Select(k => T.CreateChecked(k))];
        Lanes.Check<V, T>((k, _, _) => V.Pow2(k), (k, _, _) => T.ScaleB(T.One, int.CreateChecked(k)), n, n, n);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Scaling_vanishes_below_the_least_exponent_whatever_is_there<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        int denormal = V.IsDouble ? -1074 : -149;
        T[] least = [.. ((int[])[denormal, denormal / 2, 3]).Select(T.CreateChecked)];
        T[] far = [T.NegativeInfinity, T.MinValue, T.CreateTruncating(-1e30), T.CreateTruncating(-257), T.CreateTruncating(-768)];
        T[] exponents = [.. Enumerable.Range(denormal - 300, 377 - denormal).Select(k => T.CreateChecked(k)), .. far];
        T[] mantissas = [T.One, T.CreateTruncating(-1.3), T.Zero, T.NaN, T.NegativeInfinity, T.MaxValue, T.Epsilon];
        bool IsScaled(T x) => T.Abs(x) > T.CreateTruncating(0.5) && T.Abs(x) < T.CreateTruncating(2);
        var cases = least.SelectMany(l => exponents.SelectMany(k => mantissas.Select(x => (x, k, l))))
            .Where(c => c.k < c.l || IsScaled(c.x)).ToArray();
        var (first, n, limit) = Split(cases);
        Lanes.Check<V, T>(
            V.ScaleByPow2, (x, k, l) => k < l ? T.Zero : T.ScaleB(x, int.CreateChecked(k)), first, n, limit);
        var (down, atMost0, of) = Split(cases.Where(c => c.k <= T.Zero));
        Lanes.Check<V, T>(V.ScaleDown, (x, k, l) => k < l ? T.Zero : T.ScaleB(x, int.CreateChecked(k)), down, atMost0, of);
        Lanes.Check<V, T>(
            (_, k, l) => V.Pow2(k, l), (_, k, l) => k < l ? T.Zero : T.ScaleB(T.One, int.CreateChecked(k)), first, n, limit);

        static (T[], T[], T[]) Split(IEnumerable<(T X, T K, T L)> cases) =>
            ([.. cases.Select(c => c.X)], [.. cases.Select(c => c.K)], [.. cases.Select(c => c.L)]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Constants_fill_every_lane<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        AssertAll(T.Zero, V.Zero);
        AssertAll(T.One, V.One);
        foreach (var x in (double[])[0.1, -0.0, 1e300, -1e-300, double.NaN, double.PositiveInfinity])
            AssertAll(T.CreateTruncating(x), V.Of(x));
        foreach (var x in Lanes.Specials<T>())
            AssertAll(x, V.Splat(x));
        Assert.Equal(typeof(T) == typeof(double), V.IsDouble);

        static void AssertAll(T expected, V actual) =>
            Assert.All(Lanes.ToArray<V, T>(actual), lane => Lanes.AssertSame(expected, lane, "lane"));
    }

    private static V SplitExponent<V>(V x) where V : struct, IVec<V>
    {
        V.Split(x, out var exponent);
        return exponent;
    }

    // The k with 0.75 <= |x| 2^-k < 1.5.
    private static int CenteredExponent<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        int k = T.ILogB(x);
        return T.Abs(T.ScaleB(x, -k)) < T.CreateChecked(1.5) ? k : k + 1;
    }

    private static void Unary<V, T>(Func<V, V> actual, Func<T, T> expected)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var x = Inputs<T>();
        Lanes.Check<V, T>((a, _, _) => actual(a), (a, _, _) => expected(a), x, x, x);
    }

    // All pairs of special values, then random bits against random bits.
    private static void Binary<V, T>(Func<V, V, V> actual, Func<T, T, T> expected)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var specials = Lanes.Specials<T>();
        T[] a = [.. specials.SelectMany(x => Enumerable.Repeat(x, specials.Length)), .. Lanes.RandomBits<T>(2000, 1)];
        T[] b = [.. specials.SelectMany(_ => specials), .. Lanes.RandomBits<T>(2000, 2)];
        Lanes.Check<V, T>((x, y, _) => actual(x, y), (x, y, _) => expected(x, y), a, b, b);
    }

    private static T[] Inputs<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> =>
        [.. Lanes.Specials<T>(), .. Lanes.RandomBits<T>(2000, 1), .. Uniform<T>(2)];

    // Random numbers of moderate size, where products and roundings are neither 0 nor infinite.
    private static T[] Uniform<T>(int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Lanes.RandomBits<long>(2000, seed).Select(bits => T.CreateTruncating(bits * 1e-17))];
}
