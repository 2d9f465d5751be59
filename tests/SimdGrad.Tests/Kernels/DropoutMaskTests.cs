using System.Numerics;
using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class DropoutMaskTests
{
    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    [Theory]
    [MemberData(nameof(Elements))]
    public void A_factor_is_a_function_of_seed_draw_and_position<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var whole = Mask<T>(3, 5, 0.4, 1000);
        foreach (int n in (int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 63, 64, 65, 999])
            Bits.AssertSame<T>(whole.AsSpan(0, n), Mask<T>(3, 5, 0.4, n), $"the first {n}");
        Assert.NotEqual(whole, Mask<T>(3, 6, 0.4, 1000));
        Assert.NotEqual(whole, Mask<T>(4, 5, 0.4, 1000));
        // What is dropped with a smaller probability is dropped with a larger one.
        var more = Mask<T>(3, 5, 0.6, 1000);
        for (int i = 0; i < 1000; i++)
            Assert.True(whole[i] != T.Zero || more[i] == T.Zero);
    }

    // Of 100,000 independent draws, the number of zeros is within 5 deviations of its mean, and so is that of neighboring pairs.
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Zeros_have_their_probability(double p)
    {
        const int N = 100_000;
        double[] mask = Mask<double>(1, 2, p, N);
        Assert.All(mask, m => Assert.True(m == 0 || m == 1 / (1 - p)));
        Assert.InRange(mask.Count(m => m == 0) - p * N, -5 * Math.Sqrt(p * (1 - p) * N), 5 * Math.Sqrt(p * (1 - p) * N));
        double pairs = Enumerable.Range(0, N / 2).Count(i => mask[2 * i] == 0 && mask[2 * i + 1] == 0), q = p * p;
        Assert.InRange(pairs - q * N / 2, -5 * Math.Sqrt(q * N / 2), 5 * Math.Sqrt(q * N / 2));
    }

    [Fact]
    public void The_ends_of_the_range()
    {
        Assert.All(Mask<float>(1, 1, 0, 100), m => Assert.Equal(1, m));
        Assert.All(Mask<float>(1, 1, 1, 100), m => Assert.Equal(0, m));
        foreach (double p in (double[])[-0.1, 1.1, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>("p", () => Mask<float>(1, 1, p, 1));
    }

    [Fact]
    public void Nothing_is_touched_outside_the_span()
    {
        using GuardedBuffer<float> mask = new(70);
        for (int n = 0; n <= 70; n++)
        {
            DropoutMask.Fill(1, 1, 0.5, mask.Take(n, atEnd: true));
            DropoutMask.Fill(1, 1, 0.5, mask.Take(n, atEnd: false));
        }
    }

    private static T[] Mask<T>(ulong seed, ulong draw, double p, int n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var mask = new T[n];
        DropoutMask.Fill<T>(seed, draw, p, mask);
        return mask;
    }
}
