using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Optim;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class OptimizerTests
{
    private const int Steps = OptimizerInputs.Steps;

    public static TheoryData<string> Rules => [.. OptimizerCase.All.Keys];

    [Fact]
    public void Every_optimizer_has_a_reference() =>
        Assert.Empty(OptimizerFactory.All.Except(OptimizerCase.All.Values.Select(entry => entry.Optimizer)));

    /// <summary>
    /// Rounding alone: a step is some ten operations, so 25 steps stay within 250 times 1.1e-16 in double, and in float
    /// within 250 times 6e-8, whose square root, as errors have both signs, is what is seen.
    /// </summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void Steps_are_those_of_the_formulas(string rule)
    {
        Compare<double>(rule, 1e-30, 1e30, 1e-12);
        Compare<float>(rule, 1e-30, 1e15, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_width_gives_the_same_bits(string rule)
    {
        SameBits<double>(rule);
        SameBits<float>(rule);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Between_parameters_all_stays_zero(string rule)
    {
        using var set = OptimizerInputs.NewSet<float>();
        using var optimizer = OptimizerCase.All[rule].Make(set);
        for (int step = 0; step < Steps; step++)
        {
            OptimizerInputs.Fill(set, step, 1e-30, 1e15);
            optimizer.Step();
        }
        // [7] and [5, 6] begin on lines of 16 floats.
        Assert.Equal(48, set.Values.Length);
        Assert.DoesNotContain(0f, set[0].Values.ToArray());
        Assert.Equal(-1, set.Values[7..16].IndexOfAnyExcept(0f));
        Assert.Equal(-1, set.Values[46..].IndexOfAnyExcept(0f));
        Assert.Equal(-1, set.Gradients[7..16].IndexOfAnyExcept(0f));
    }

    [Fact]
    public void The_gradients_stay_as_they_are()
    {
        using var set = OptimizerInputs.NewSet<double>();
        using var optimizer = new Adam<double>(set);
        OptimizerInputs.Fill(set, 0, 1e-30, 1e30);
        double[] before = set.Gradients.ToArray();
        optimizer.Step();
        Assert.Equal(before, set.Gradients.ToArray());
    }

    [Fact]
    public void Learning_rate_zero_changes_nothing()
    {
        using var set = OptimizerInputs.NewSet<double>();
        OptimizerInputs.Fill(set, 0, 1e-30, 1e30);
        double[] before = set.Values.ToArray();
        foreach (string rule in OptimizerCase.All.Keys)
        {
            using var optimizer = OptimizerCase.All[rule].Make(set);
            optimizer.LearningRate = 0;
            optimizer.Step();
            Assert.Equal(before, set.Values.ToArray());
        }
    }

    [Fact]
    public void Numbers_outside_their_range_are_errors_that_name_argument_and_value()
    {
        string[] fractions = ["momentum", "dampening", "beta1", "beta2", "alpha", "rho"];
        using var set = OptimizerInputs.NewSet<float>();
        foreach (var optimizer in OptimizerFactory.All)
        {
            foreach (var option in OptimizerFactory.Options(optimizer).Where(option => option.ParameterType == typeof(double)))
            {
                double[] bad = fractions.Contains(option.Name) ? [-0.1, 1, 2, double.NaN]
                    // An epsilon of 0 as float would give 0 / 0 where a gradient is 0.
                    : option.Name == "epsilon" ? [-1e-3, double.NaN, double.PositiveInfinity, 1e39, 0, 1e-50]
                    : [-1e-3, double.NaN, double.PositiveInfinity, 1e39];
                foreach (double value in bad)
                    Fails(optimizer, option.Name!, value);
            }
            foreach (double value in (double[])[-1e-3, double.NaN, double.PositiveInfinity, 1e39])
                Fails(optimizer, "L1Penalty", value);
            Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(
                () => OptimizerFactory.Make<float>(optimizer, null!, new Dictionary<string, object>())).ParamName);
        }

        void Fails(Type optimizer, string option, double value)
        {
            var e = Assert.Throws<ArgumentOutOfRangeException>(
                () => { OptimizerFactory.Make(optimizer, set, new Dictionary<string, object> { [option] = value }); });
            Assert.Equal((option, (object)value), (e.ParamName, e.ActualValue));
            Assert.StartsWith(option, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nesterov_takes_momentum_and_no_dampening()
    {
        using var set = OptimizerInputs.NewSet<float>();
        var e = Assert.Throws<ArgumentException>(() => new Sgd<float>(set, 0.1, nesterov: true));
        Assert.Contains("nesterov takes a momentum", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Sgd<float>(set, 0.1, 0.9, nesterov: true, dampening: 0.1));
    }

    [Fact]
    public void Nan_in_a_gradient_is_seen_in_the_parameter()
    {
        foreach (var entry in OptimizerCase.All.Values)
        {
            using var set = OptimizerInputs.NewSet<float>();
            using var optimizer = entry.Make(set);
            set[1].Gradient[3] = float.NaN;
            optimizer.Step();
            Assert.True(float.IsNaN(set[1].Values[3]), entry.Name);
            Assert.Equal(1, set.Values.ToArray().Count(float.IsNaN));
        }
    }

    [Fact]
    public void A_warm_step_allocates_nothing()
    {
        foreach (var entry in OptimizerCase.All.Values)
        {
            using var set = OptimizerInputs.NewSet<float>();
            using var optimizer = entry.Make(set);
            optimizer.Step();
            optimizer.Step();
            Assert.Equal(0, Allocation.Of(() =>
            {
                for (int step = 0; step < 10; step++)
                    optimizer.Step();
            }));
        }
    }

    [Fact]
    public void A_bad_learning_rate_leaves_the_old_one()
    {
        using var set = OptimizerInputs.NewSet<float>();
        using var optimizer = new Sgd<float>(set, 0.25);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = double.NaN);
        Assert.Contains("LearningRate", e.Message, StringComparison.Ordinal);
        Assert.Equal(0.25, optimizer.LearningRate);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_step_after_dispose_is_an_error_and_changes_nothing(string rule)
    {
        using var set = OptimizerInputs.NewSet<double>();
        var optimizer = OptimizerCase.All[rule].Make(set);
        OptimizerInputs.Fill(set, 0, 1, 1);
        optimizer.Step();
        optimizer.Dispose();
        optimizer.Dispose();
        double[] before = set.Values.ToArray();
        var e = Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
        Assert.Contains("Optim", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, set.Values.ToArray());
    }

    [Fact]
    public void A_step_of_disposed_parameters_is_an_error()
    {
        var set = OptimizerInputs.NewSet<double>();
        using var optimizer = new Sgd<double>(set, 0.1);
        set.Dispose();
        var e = Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
        Assert.Contains("ParameterSet", e.Message, StringComparison.Ordinal);
    }

    private static void Compare<T>(string rule, double tiny, double huge, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var set = OptimizerInputs.NewSet<T>();
        using var optimizer = OptimizerCase.All[rule].Make(set);
        double[] expected = [.. set.Values.ToArray().Select(double.CreateChecked)];
        // A value may pass near zero on its way; an error is measured against the largest it has been.
        double[] largest = new double[expected.Length];
        var references = expected.Select(_ => OptimizerCase.All[rule].Reference()).ToArray();
        for (int step = 0; step < Steps; step++)
        {
            OptimizerInputs.Fill(set, step, tiny, huge);
            if (step == 10)
                optimizer.LearningRate *= 0.5;
            optimizer.Step();
            for (int i = 0; i < expected.Length; i++)
            {
                if (step == 10)
                    references[i].LearningRate *= 0.5;
                expected[i] = references[i].Next(expected[i], double.CreateChecked(set.Gradients[i]));
                largest[i] = Math.Max(largest[i], Math.Abs(expected[i]));
                double actual = double.CreateChecked(set.Values[i]);
                if (!(Math.Abs(actual - expected[i]) <= tolerance * largest[i]))
                    Assert.Fail($"{rule}, {typeof(T).Name}, step {step}, element {i}: {actual:R} is not {expected[i]:R}.");
            }
        }
    }

    private static void SameBits<T>(string rule) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var results = new List<byte[]>();
        foreach (var width in OpTypes.Widths)
        {
            using var scope = Isa.Use(width);
            using var set = OptimizerInputs.NewSet<T>();
            using var optimizer = OptimizerCase.All[rule].Make(set);
            for (int step = 0; step < Steps; step++)
            {
                OptimizerInputs.Fill(set, step, 1e-30, 1e15);
                optimizer.Step();
            }
            results.Add(MemoryMarshal.AsBytes(set.Values).ToArray());
        }
        Assert.All(results, result => Assert.Equal(results[0], result));
    }
}
