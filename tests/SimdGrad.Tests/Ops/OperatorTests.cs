using Xunit;

namespace SimdGrad.Tests.Ops;

/// <summary>The operators of tensors, alone and with numbers, and the methods of functions with parameters.</summary>
public sealed class OperatorTests
{
    private static readonly double[] s_x = [0.5, -2, 3];
    private static readonly double[] s_y = [4, 0.25, -1];

    [Fact]
    public void Operators_are_those_of_numbers()
    {
        Check(x => -x, x => -x);
        Check(x => x + 2, x => x + 2);
        Check(x => 2 + x, x => 2 + x);
        Check(x => x - 2, x => x - 2);
        Check(x => 2 - x, x => 2 - x);
        Check(x => x * 4, x => x * 4);
        Check(x => 4 * x, x => 4 * x);
        Check(x => x / 4, x => x / 4);
        Check(x => 4 / x, x => 4 * (1 / x));
        Check((x, y) => x - y, (x, y) => x - y);
        Check((x, y) => x / y, (x, y) => x / y);
        Check((x, y) => x.Minimum(y), Math.Min);
        Check((x, y) => x.Maximum(y), Math.Max);
        Check((x, y) => (x * x).Power(y), (x, y) => Math.Pow(x * x, y));
    }

    [Fact]
    public void Numbers_are_taken_as_the_element_type_is()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable([1, 2], [2]);
        Assert.Equal([0.5f, 0], (1 - x / 2).Values);
        Assert.Equal([0.1f, 0.2f], (x * 0.1).Values);
    }

    [Fact]
    public void Parameters_of_methods_reach_the_functions()
    {
        Check(x => x.LeakyRelu(0.5), x => x > 0 ? x : 0.5 * x);
        Check(x => x.Elu(2), x => x > 0 ? x : 2 * (Math.Exp(x) - 1));
        Check(x => x.Celu(2), x => x > 0 ? x : 2 * (Math.Exp(x / 2) - 1));
        Check(x => x.Softplus(2), x => Math.Log(1 + Math.Exp(2 * x)) / 2);
        Check(x => x.Clamp(-1, 2), x => Math.Clamp(x, -1, 2));
        Check(x => x.Clamp(max: 2), x => Math.Min(x, 2));
        Check(x => x.HardTanh(-0.75, 1), x => Math.Clamp(x, -0.75, 1));
        Check(x => x.HardTanh(), x => Math.Clamp(x, -1, 1));
        Check(x => x.LeakyRelu(), x => x > 0 ? x : 0.01 * x);
    }

    [Fact]
    public void Parameters_out_of_their_domain_are_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>("negativeSlope", () => new LeakyRelu(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new Elu(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new Celu(0));
        Assert.Throws<ArgumentOutOfRangeException>("beta", () => new Softplus(-1));
        Assert.Throws<ArgumentException>("max", () => new Clamp(1, 0));
        Assert.Throws<ArgumentException>("max", () => new HardTanh(double.NaN, 0));
    }

    private static void Check(Func<Tensor<double>, Tensor<double>> function, Func<double, double> expected) =>
        Check((x, _) => function(x), (x, _) => expected(x));

    private static void Check(
        Func<Tensor<double>, Tensor<double>, Tensor<double>> function, Func<double, double, double> expected)
    {
        using var tape = new Tape<double>();
        var actual = function(tape.Constant(s_x, [3]), tape.Constant(s_y, [3])).Values;
        for (int i = 0; i < s_x.Length; i++)
            Assert.Equal(expected(s_x[i], s_y[i]), actual[i], 1e-15 * Math.Max(1, Math.Abs(actual[i])) * 4);
        GradCheck.Check(inputs => function(inputs[0], inputs[1]), [new([3], s_x), new([3], s_y)]);
    }
}
