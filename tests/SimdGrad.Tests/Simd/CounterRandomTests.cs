using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class CounterRandomTests
{
    private const int Draws = 100_000;

    /// <summary>Known answers of the authors: kat_vectors of Random123, philox4x32 with 10 rounds.</summary>
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void The_block_function_gives_the_published_answers(string counter, string key, string expected)
    {
        uint[] c = Words(counter), k = Words(key);
        (uint x0, uint x1, uint x2, uint x3) = CounterRandom.Philox(c[0], c[1], c[2], c[3], k[0], k[1]);
        Assert.Equal(Words(expected), (uint[])[x0, x1, x2, x3]);
    }

    [Fact]
    public void A_block_gives_two_draws_with_the_low_word_first()
    {
        var random = new CounterRandom(0);
        Assert.Equal(0xE169C58D6627E8D5, random.Bits(0));
        Assert.Equal(0x9B00DBD8BC57AC4C, random.Bits(1));
    }

    /// <summary>
    /// Bits of an independent program: Philox written from the paper, the inverse normal of CPython's statistics module
    /// (also AS 241). Each platform is compared with the same bits.
    /// </summary>
    [Theory]
    [InlineData(0, 0xE55410CC67EE6F2C, 0x3FECAA82198CFDCD, 0x3FF420FDD4AD2613, 8)]
    [InlineData(1, 0x557398D36C7ECA35, 0x3FD55CE634DB1FB2, 0xBFDB7C3BC096468E, 3)]
    [InlineData(2, 0x600F6196E5DDE940, 0x3FD803D865B9777A, 0xBFD45A7298F28DBF, 3)]
    [InlineData(3, 0x2C8ED8398FCDF8F1, 0x3FC6476C1CC7E6FC, 0xBFEE06401D908541, 1)]
    [InlineData(4, 0xF000AACD24ECFC6E, 0x3FEE001559A49D9F, 0x3FF88C18CA413ACF, 9)]
    [InlineData(7, 0xFCD7D3CE8747D589, 0x3FEF9AFA79D0E8FA, 0x4001F91AE2DF921C, 9)]
    [InlineData(1UL << 32, 0x73B0E4EF7953016C, 0x3FDCEC393BDE54C0, 0xBFBEEDDF0473B54D, 4)]
    [InlineData(ulong.MaxValue, 0x9D26C34AC65CA2F9, 0x3FE3A4D86958CB94, 0x3FD285F949312FFF, 6)]
    public void Seed_42_stream_7_gives_the_same_bits_everywhere(
        ulong position, ulong bits, ulong uniform, ulong normal, int belowTen)
    {
        var random = new CounterRandom(42, 7);
        Assert.Equal(bits, random.Bits(position));
        Assert.Equal(uniform, BitConverter.DoubleToUInt64Bits(random.Uniform(position)));
        Assert.Equal(normal, BitConverter.DoubleToUInt64Bits(random.Normal(position)));
        Assert.Equal(belowTen, random.Below(10, position));
    }

    [Theory]
    [InlineData(117795, 0x4012E2A6E7616ACA)]
    [InlineData(96900, 0x4012BC06A7AF336E)]
    [InlineData(390760, 0x4011E86EF29776A1)]
    [InlineData(95622, 0xC0111A0EA8F8DA2F)]
    public void Normal_draws_far_out_have_the_same_bits_everywhere(ulong position, ulong normal) =>
        Assert.Equal(normal, BitConverter.DoubleToUInt64Bits(new CounterRandom(42, 7).Normal(position)));

    [Fact]
    public void A_shuffle_gives_the_same_order_everywhere()
    {
        int[] items = [.. Enumerable.Range(0, 16)];
        new CounterRandom(42, 7).Shuffle(items.AsSpan());
        Assert.Equal([2, 6, 9, 13, 11, 4, 15, 7, 1, 14, 10, 12, 5, 0, 8, 3], items);
    }

    [Property]
    public void A_shuffle_is_a_permutation_that_ignores_the_values(ulong seed, NonNegativeInt count)
    {
        int[] order = [.. Enumerable.Range(0, count.Get)];
        string[] names = [.. order.Select(i => $"item {i}")];
        new CounterRandom(seed).Shuffle(order.AsSpan());
        new CounterRandom(seed).Shuffle(names.AsSpan());
        Assert.Equal(Enumerable.Range(0, count.Get), order.Order());
        Assert.Equal(order.Select(i => $"item {i}"), names);
    }

    [Fact]
    public void Each_order_of_four_items_is_as_likely()
    {
        var counts = new Dictionary<string, int>();
        for (ulong stream = 0; stream < 24_000; stream++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            new CounterRandom(1, stream).Shuffle(items.AsSpan());
            counts[new string(items)] = counts.GetValueOrDefault(new string(items)) + 1;
        }

        // Chi-squared with 23 degrees of freedom: mean 23, standard deviation 6.8; the bound is five of them away.
        Assert.Equal(24, counts.Count);
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 1000, 2) / 1000), 2, 57);
    }

    [Fact]
    public void Uniform_draws_have_the_moments_of_the_uniform_distribution()
    {
        double[] draws = Draw(new CounterRandom(3).Uniform);
        Assert.All(draws, draw => Assert.InRange(draw, 0, Math.BitDecrement(1.0)));
        AssertMean(draws, 1.0 / 2, 1.0 / 12);
        AssertMean(draws.Select(x => (x - 0.5) * (x - 0.5)), 1.0 / 12, 1.0 / 180);
        AssertMean(draws.Skip(1).Zip(draws, (x, y) => (x - 0.5) * (y - 0.5)), 0, 1.0 / 144);
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_the_normal_distribution()
    {
        double[] draws = Draw(new CounterRandom(3).Normal);
        AssertMean(draws, 0, 1);
        AssertMean(draws.Select(x => x * x), 1, 2);
        AssertMean(draws.Select(x => x * x * x), 0, 15);
        AssertMean(draws.Select(x => x * x * x * x), 3, 96);
        AssertMean(draws.Skip(1).Zip(draws, (x, y) => x * y), 0, 1);
        AssertMean(draws.Select(x => Math.Abs(x) > 1.959963984540054 ? 1.0 : 0), 0.05, 0.05 * 0.95);
    }

    [Fact]
    public void Seeds_and_streams_give_unrelated_draws()
    {
        double[] draws = Draw(new CounterRandom(3).Normal);
        AssertMean(draws.Zip(Draw(new CounterRandom(4).Normal), (x, y) => x * y), 0, 1);
        AssertMean(draws.Zip(Draw(new CounterRandom(3, 1).Normal), (x, y) => x * y), 0, 1);
        AssertMean(draws.Zip(Draw(new CounterRandom(3, 1UL << 32).Normal), (x, y) => x * y), 0, 1);
        AssertMean(draws.Zip(Draw(new CounterRandom(3 + (1UL << 32)).Normal), (x, y) => x * y), 0, 1);
    }

    [Property]
    public void Below_stays_below(ulong seed, ulong position, PositiveInt bound)
    {
        Assert.InRange(new CounterRandom(seed).Below(bound.Get, position), 0, bound.Get - 1);
        Assert.InRange(new CounterRandom(seed).Below(int.MaxValue, position), 0, int.MaxValue - 1);
        Assert.Equal(0, new CounterRandom(seed).Below(1, position));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_bound_without_values_below_it_is_an_error(int bound)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CounterRandom(1).Below(bound, 0));
        Assert.Equal("bound", error.ParamName);
        Assert.Contains($"{bound}", error.Message, StringComparison.Ordinal);
    }

    private static uint[] Words(string text) => [.. text.Split(' ').Select(word => Convert.ToUInt32(word, 16))];

    private static double[] Draw(Func<ulong, double> draw) => [.. Enumerable.Range(0, Draws).Select(i => draw((ulong)i))];

    /// <summary>The mean of n values must be within four standard errors, sqrt(variance / n), of the expected one.</summary>
    private static void AssertMean(IEnumerable<double> values, double expected, double variance)
    {
        double bound = 4 * Math.Sqrt(variance / Draws);
        Assert.InRange(values.Average(), expected - bound, expected + bound);
    }
}
