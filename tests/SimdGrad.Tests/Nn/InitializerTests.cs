using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class InitializerTests
{
    private const int Inputs = 256, Outputs = 400;

    public static TheoryData<string, double, bool> Distributions => new()
    {
        { "default", 1 / Math.Sqrt(Inputs), true },
        { "kaiming uniform", Math.Sqrt(6.0 / Inputs), true },
        { "kaiming uniform leaky", Math.Sqrt(6 / (1.25 * Inputs)), true },
        { "xavier uniform", Math.Sqrt(6.0 / (Inputs + Outputs)), true },
        { "uniform", 0.3, true },
        { "kaiming normal", Math.Sqrt(2.0 / Inputs), false },
        { "kaiming normal leaky", Math.Sqrt(2 / (1.25 * Inputs)), false },
        { "xavier normal", Math.Sqrt(2.0 / (Inputs + Outputs)), false },
        { "normal", 0.3, false },
    };

    /// <summary>
    /// Moments of 102,400 draws within five standard errors: of the mean sigma / sqrt(n), of the variance, relative,
    /// sqrt((kurtosis - 1) / n) with kurtosis 1.8 and 3.
    /// </summary>
    [Theory]
    [MemberData(nameof(Distributions))]
    public void Values_have_the_bound_and_the_moments(string name, double scale, bool uniform)
    {
        double[] values = Weights(name);
        double n = values.Length, mean = values.Average(), variance = values.Sum(v => v * v) / n;
        double expected = uniform ? scale * scale / 3 : scale * scale;
        Assert.InRange(mean, -5 * Math.Sqrt(expected / n), 5 * Math.Sqrt(expected / n));
        double error = 5 * Math.Sqrt((uniform ? 0.8 : 2) / n);
        Assert.InRange(variance / expected, 1 - error, 1 + error);
        if (uniform)
        {
            Assert.InRange(values.Min(), -scale, -0.999 * scale);
            Assert.InRange(values.Max(), 0.999 * scale, scale);
        }
        else
        {
            // 68.27 % within one standard deviation, of which the standard error is 0.15 %.
            Assert.InRange(values.Count(v => Math.Abs(v) < scale) / n, 0.675, 0.690);
        }
    }

    // Of W W^T where there are fewer rows, of W^T W otherwise, within a few roundings.
    [Theory]
    [InlineData(5, 8)]
    [InlineData(8, 5)]
    [InlineData(6, 6)]
    [InlineData(1, 3)]
    public void Orthogonal_rows_or_columns_have_the_length_of_the_gain(int inputs, int outputs)
    {
        using var set = new Linear<double>(inputs, outputs, initializer: Initializer.Orthogonal(3)).Initialize(1);
        double[] w = set["weight"].Values.ToArray();
        bool byRows = inputs <= outputs;
        int count = Math.Min(inputs, outputs), length = Math.Max(inputs, outputs);
        for (int i = 0; i < count; i++)
            for (int j = 0; j <= i; j++)
                Assert.Equal(i == j ? 9 : 0, Enumerable.Range(0, length).Sum(k => At(i, k) * At(j, k)), 1e-13);

        double At(int i, int k) => byRows ? w[i * outputs + k] : w[k * outputs + i];
    }

    [Fact]
    public void Constants()
    {
        Assert.All(Values(Initializer.Ones), v => Assert.Equal(1, v));
        Assert.All(Values(Initializer.Constant(-0.25)), v => Assert.Equal(-0.25, v));

        static double[] Values(Initializer initializer)
        {
            using var set = new Linear<double>(3, 5, initializer: initializer).Initialize(1);
            return set["weight"].Values.ToArray();
        }
    }

    [Fact]
    public void Biases_have_the_default_bound()
    {
        using var set = new Linear<double>(16, 1000, initializer: Initializer.Zeros).Initialize(1);
        Assert.Equal(-1, set["weight"].Values.IndexOfAnyExcept(0));
        double[] bias = set["bias"].Values.ToArray();
        Assert.InRange(bias.Min(), -0.25, -0.24);
        Assert.InRange(bias.Max(), 0.24, 0.25);
    }

    [Fact]
    public void Values_are_a_function_of_the_seed()
    {
        float[] first = Values(1);
        Assert.Equal(first, Values(1));
        Assert.NotEqual(first, Values(2));
        // Parameters draw from streams of their own.
        using var set = new Sequential<float>(new Linear<float>(4, 4), new Linear<float>(4, 4)).Initialize(1);
        Assert.NotEqual(set["0.weight"].Values.ToArray(), set["1.weight"].Values.ToArray());
        Assert.NotEqual(set["0.weight"].Values[..4].ToArray(), set["0.bias"].Values.ToArray());

        static float[] Values(ulong seed)
        {
            using var set = new Linear<float>(3, 5).Initialize(seed);
            return set.Values.ToArray();
        }
    }

    /// <summary>Bits of an independent program: Philox written from the paper, then 1 / sqrt(4) times 2 u - 1.</summary>
    [Fact]
    public void Seed_42_gives_the_same_values_everywhere()
    {
        using var set = new Linear<double>(4, 2).Initialize(42);
        double[] weight = set["weight"].Values.ToArray(), bias = set["bias"].Values.ToArray();
        ulong[] bits = [.. weight.Concat(bias).Select(BitConverter.DoubleToUInt64Bits)];
        ulong[] expected =
        [
            0xBFC6969A705014DB, 0x3FD92C6043447669, 0x3FDE0354B16E2A5F, 0xBFDF7180B4A778D7,
            0x3FDBE26ED196E6B1, 0x3FD14D6A54761CAB, 0x3FCF1554D2174F7F, 0xBFDE4D25F349B883,
            0xBFA3FC36F0E867C0, 0xBFD9A3AEE9B2CACC,
        ];
        Assert.Equal(expected, bits);
        using var narrow = new Linear<float>(4, 2).Initialize(42);
        Assert.Equal(weight.Select(w => (float)w), narrow["weight"].Values.ToArray());
    }

    [Fact]
    public void Scales_that_make_no_sense_are_errors()
    {
        foreach (double bad in (double[])[-1, double.NaN, double.PositiveInfinity])
        {
            Assert.Equal("bound", Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Uniform(bad)).ParamName);
            Assert.Equal(
                "standardDeviation", Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Normal(bad)).ParamName);
        }
        Assert.Equal("fanIn", Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.KaimingUniform(0)).ParamName);
        Assert.Equal("fanIn", Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.KaimingNormal(-1)).ParamName);
        Assert.Equal("fanOut", Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.XavierUniform(1, 0)).ParamName);
        Assert.Equal("fanIn", Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.XavierNormal(0, 1)).ParamName);
        // The sum of the fans does not overflow.
        var narrowest = Initializer.XavierUniform(int.MaxValue, int.MaxValue);
        using var set = new Linear<double>(1, 100, initializer: narrowest).Initialize(1);
        Assert.InRange(set["weight"].Values.ToArray().Max(), 0, Math.Sqrt(3.0 / int.MaxValue));
    }

    private static double[] Weights(string name)
    {
        Initializer? initializer = name switch
        {
            "default" => null,
            "kaiming uniform" => Initializer.KaimingUniform(Inputs),
            "kaiming uniform leaky" => Initializer.KaimingUniform(Inputs, 0.5),
            "xavier uniform" => Initializer.XavierUniform(Inputs, Outputs),
            "uniform" => Initializer.Uniform(0.3),
            "kaiming normal" => Initializer.KaimingNormal(Inputs),
            "kaiming normal leaky" => Initializer.KaimingNormal(Inputs, 0.5),
            "xavier normal" => Initializer.XavierNormal(Inputs, Outputs),
            _ => Initializer.Normal(0.3),
        };
        using var set = new Linear<double>(Inputs, Outputs, initializer: initializer).Initialize(1);
        return set["weight"].Values.ToArray();
    }
}
