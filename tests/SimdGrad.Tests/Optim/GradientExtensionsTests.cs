using System.Numerics;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class GradientExtensionsTests
{
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(1, 1e-30)]
    [InlineData(1e15, 2.5)]
    public void The_norm_becomes_the_limit_and_the_direction_stays(double size, double limit)
    {
        Clip<float>(size, limit, 1e-5);
        Clip<double>(size, limit, 1e-12);
    }

    [Fact]
    public void A_norm_within_the_limit_changes_nothing()
    {
        using var set = NewSet<float>(1);
        float[] before = set.Gradients.ToArray();
        Assert.InRange(set.ClipGradientNorm(1e6), 1, 1e3);
        Assert.Equal(before, set.Gradients.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)] // Twice: their norm is no float any more.
    public void A_norm_that_is_not_finite_is_an_error_that_names_the_parameter_and_changes_nothing(float bad)
    {
        using var set = NewSet<float>(1);
        set[1].Gradient[2..4].Fill(bad);
        float[] before = set.Gradients.ToArray(), values = set.Values.ToArray();
        var e = Assert.Throws<NonFiniteGradientException>(() => set.ClipGradientNorm(1));
        Assert.Contains("'b'", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, set.Gradients.ToArray());
        Assert.Equal(values, set.Values.ToArray());
    }

    [Fact]
    public void A_norm_that_is_not_finite_scales_as_it_comes_if_that_is_allowed()
    {
        using var set = NewSet<float>(1);
        set[1].Gradient[2] = float.PositiveInfinity;
        Assert.Equal(double.PositiveInfinity, set.ClipGradientNorm(1, allowNonFinite: true));
        Assert.Equal(1, set.Gradients.ToArray().Count(float.IsNaN));
        Assert.Equal(0, set[0].Gradient[0]);
    }

    [Fact]
    public void Values_are_limited_one_by_one()
    {
        using var set = NewSet<double>(1);
        set[0].Gradient[0] = double.NaN;
        set[0].Gradient[1] = double.NegativeInfinity;
        double[] expected = [.. set.Gradients.ToArray().Select(g => double.IsNaN(g) ? g : Math.Clamp(g, -2, 2))];
        set.ClipGradientValue(2);
        Assert.Equal(expected, set.Gradients.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Limits_that_are_none_are_errors(double limit)
    {
        using var set = NewSet<float>(1);
        Assert.Equal("maxNorm", Assert.Throws<ArgumentOutOfRangeException>(() => set.ClipGradientNorm(limit)).ParamName);
        Assert.Equal("maxValue", Assert.Throws<ArgumentOutOfRangeException>(() => set.ClipGradientValue(limit)).ParamName);
        Assert.Equal(
            "factor", Assert.Throws<ArgumentOutOfRangeException>(() => set.ScaleGradients(double.PositiveInfinity)).ParamName);
    }

    /// <summary>Four micro-batches of two rows give the gradient of one batch of eight.</summary>
    [Fact]
    public void Gradients_of_micro_batches_add_up()
    {
        double[] x = Inputs.Moderate<double>(8 * 3, 1), y = Inputs.Moderate<double>(8, 2);
        var model = new Sequential<double>(new Linear<double>(3, 4), new Activation<double, Tanh>(), new Linear<double>(4, 1));
        using var set = model.Initialize(1);
        using var tape = new Tape<double>();
        Backward(x, y);
        double[] whole = set.Gradients.ToArray();
        set.ZeroGradients();
        for (int part = 0; part < 4; part++)
            Backward(x.AsSpan(6 * part, 6), y.AsSpan(2 * part, 2));
        set.ScaleGradients(0.25);
        for (int i = 0; i < whole.Length; i++)
            Assert.Equal(whole[i], set.Gradients[i], 1e-12);

        void Backward(ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets)
        {
            tape.Reset();
            model.Forward(tape.Constant(inputs, [targets.Length, 3])).MeanSquaredError(targets).Backward();
        }
    }

    private static void Clip<T>(double size, double limit, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var set = NewSet<T>(size);
        double[] before = [.. set.Gradients.ToArray().Select(double.CreateChecked)];
        double norm = Math.Sqrt(before.Sum(g => g * g));
        Assert.Equal(1, set.ClipGradientNorm(limit) / norm, tolerance);
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i] / norm, double.CreateChecked(set.Gradients[i]) / limit, tolerance + 1e-6 / norm);
    }

    private static ParameterSet<T> NewSet<T>(double size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var set = OptimizerInputs.NewSet<T>();
        OptimizerInputs.Fill(set, 1, size, size);
        foreach (var parameter in set)
            parameter.Gradient[0] = T.CreateTruncating(size);
        return set;
    }
}
