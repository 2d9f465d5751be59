using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class InverseNormalTests
{
    /// <summary>The three check values printed with AS 241, one for each of its approximations.</summary>
    [Theory]
    [InlineData(0.25, -0.6744897501960817)]
    [InlineData(0.001, -3.090232306167814)]
    [InlineData(1e-20, -9.262340089798408)]
    public void The_published_check_values_are_met(double probability, double expected) =>
        Assert.InRange(InverseNormal.Of(probability) / expected, 1 - 5e-16, 1 + 5e-16);

    [Fact]
    public void The_function_is_odd_about_one_half_and_rises()
    {
        double last = double.NegativeInfinity;
        for (int i = 1; i < 4096; i++)
        {
            double x = InverseNormal.Of(i / 4096.0);
            Assert.True(x > last);
            Assert.Equal(-x, InverseNormal.Of(1 - i / 4096.0));
            last = x;
        }
    }

    [Fact]
    public void The_logarithm_is_within_two_units_in_the_last_place_of_the_runtime_s()
    {
        for (int i = 0; i < 20_000; i++)
        {
            double x = (0.5 + i / 20_000.0) * Math.ScaleB(1, -(i % 1000));
            double expected = Math.Log(x);
            double unit = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
            Assert.InRange(InverseNormal.Log(x), expected - 2 * unit, expected + 2 * unit);
        }
    }
}
