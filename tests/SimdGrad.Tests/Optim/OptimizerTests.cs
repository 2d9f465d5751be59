using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Optim;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class OptimizerTests
{
    private const int Steps = 25;
    private const double Rate = 0.01;

    public static TheoryData<string> Rules =>
        ["sgd", "decay", "momentum", "momentum and decay", "nesterov", "adam", "adam other", "adamw", "adamw other"];

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
        using var set = NewSet<float>();
        using var optimizer = Make(rule, set);
        for (int step = 0; step < Steps; step++)
        {
            Fill(set, step, 1e-30, 1e15);
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
        using var set = NewSet<double>();
        using var optimizer = new Adam<double>(set);
        Fill(set, 0, 1e-30, 1e30);
        double[] before = set.Gradients.ToArray();
        optimizer.Step();
        Assert.Equal(before, set.Gradients.ToArray());
    }

    [Fact]
    public void Learning_rate_zero_changes_nothing()
    {
        using var set = NewSet<double>();
        Fill(set, 0, 1e-30, 1e30);
        double[] before = set.Values.ToArray();
        foreach (string rule in (string[])["sgd", "nesterov", "adam", "adamw"])
        {
            using var optimizer = Make(rule, set);
            optimizer.LearningRate = 0;
            optimizer.Step();
            Assert.Equal(before, set.Values.ToArray());
        }
    }

    [Fact]
    public void Numbers_outside_their_range_are_errors_that_name_argument_and_value()
    {
        using var set = NewSet<float>();
        foreach (double bad in (double[])[-1e-3, double.NaN, double.PositiveInfinity, 1e39])
        {
            Fails("learningRate", bad, () => new Sgd<float>(set, bad));
            Fails("learningRate", bad, () => new Adam<float>(set, bad));
            Fails("learningRate", bad, () => new AdamW<float>(set, bad));
            Fails("weightDecay", bad, () => new Sgd<float>(set, 0.1, weightDecay: bad));
            Fails("weightDecay", bad, () => new Adam<float>(set, weightDecay: bad));
            Fails("weightDecay", bad, () => new AdamW<float>(set, weightDecay: bad));
            Fails("epsilon", bad, () => new Adam<float>(set, epsilon: bad));
        }
        foreach (double bad in (double[])[-0.1, 1, 2, double.NaN])
        {
            Fails("momentum", bad, () => new Sgd<float>(set, 0.1, bad));
            Fails("beta1", bad, () => new Adam<float>(set, beta1: bad));
            Fails("beta2", bad, () => new AdamW<float>(set, beta2: bad));
        }
        // An epsilon of 0 as float would give 0 / 0 where a gradient is 0.
        Fails("epsilon", 0, () => new AdamW<float>(set, epsilon: 0));
        Fails("epsilon", 1e-50, () => new Adam<float>(set, epsilon: 1e-50));

        var e = Assert.Throws<ArgumentException>(() => new Sgd<float>(set, 0.1, nesterov: true));
        Assert.Contains("nesterov takes a momentum", e.Message, StringComparison.Ordinal);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => new Sgd<float>(null!, 0.1)).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => new Adam<float>(null!)).ParamName);
    }

    [Fact]
    public void A_bad_learning_rate_leaves_the_old_one()
    {
        using var set = NewSet<float>();
        using var optimizer = new Sgd<float>(set, 0.25);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = double.NaN);
        Assert.Contains("LearningRate", e.Message, StringComparison.Ordinal);
        Assert.Equal(0.25, optimizer.LearningRate);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_step_after_dispose_is_an_error_and_changes_nothing(string rule)
    {
        using var set = NewSet<double>();
        var optimizer = Make(rule, set);
        Fill(set, 0, 1, 1);
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
        var set = NewSet<double>();
        using var optimizer = new Sgd<double>(set, 0.1);
        set.Dispose();
        var e = Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
        Assert.Contains("ParameterSet", e.Message, StringComparison.Ordinal);
    }

    private static void Fails(string argument, double value, Func<Optimizer<float>> make)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => { make(); });
        Assert.Equal((argument, (object)value), (e.ParamName, e.ActualValue));
        Assert.StartsWith(argument, e.Message, StringComparison.Ordinal);
    }

    private static void Compare<T>(string rule, double tiny, double huge, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var set = NewSet<T>();
        using var optimizer = Make(rule, set);
        double[] expected = [.. set.Values.ToArray().Select(double.CreateChecked)];
        // A value may pass near zero on its way; an error is measured against the largest it has been.
        double[] largest = new double[expected.Length];
        var references = expected.Select(_ => Reference(rule)).ToArray();
        for (int step = 0; step < Steps; step++)
        {
            Fill(set, step, tiny, huge);
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
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            using var scope = Isa.Use(width);
            using var set = NewSet<T>();
            using var optimizer = Make(rule, set);
            for (int step = 0; step < Steps; step++)
            {
                Fill(set, step, 1e-30, 1e15);
                optimizer.Step();
            }
            results.Add(MemoryMarshal.AsBytes(set.Values).ToArray());
        }
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    private static ParameterSet<T> NewSet<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var set = new ParameterSet<T>(("a", [7]), ("b", [5, 6]));
        var random = new CounterRandom(1);
        foreach (var parameter in set)
            for (int i = 0; i < parameter.Values.Length; i++)
                parameter.Values[i] = T.CreateTruncating(random.Uniform((ulong)i) + 0.5);
        return set;
    }

    // In turn zero, tiny, ordinary and huge gradients, of both signs, which an element keeps for its whole life.
    private static void Fill<T>(ParameterSet<T> set, int step, double tiny, double huge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom(2, (ulong)step);
        foreach (var parameter in set)
            for (int i = 0; i < parameter.Gradient.Length; i++)
                parameter.Gradient[i] = T.CreateTruncating(
                    (random.Uniform((ulong)i) - 0.5) * (i % 4) switch { 0 => 0, 1 => tiny, 2 => 1, _ => huge });
    }

    private static Optimizer<T> Make<T>(string rule, ParameterSet<T> set) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        rule switch
        {
            "sgd" => new Sgd<T>(set, Rate),
            "decay" => new Sgd<T>(set, Rate, weightDecay: 0.1),
            "momentum" => new Sgd<T>(set, Rate, 0.9),
            "momentum and decay" => new Sgd<T>(set, Rate, 0.5, weightDecay: 0.1),
            "nesterov" => new Sgd<T>(set, Rate, 0.9, nesterov: true, weightDecay: 0.1),
            "adam" => new Adam<T>(set, Rate),
            "adam other" => new Adam<T>(set, Rate, 0.5, 0.9, 1e-3, 0.1),
            "adamw" => new AdamW<T>(set, Rate),
            _ => new AdamW<T>(set, Rate, 0.5, 0.9, 1e-3, 0.1),
        };

    private static ReferenceRule Reference(string rule) => rule switch
    {
        "sgd" => ReferenceRule.Sgd(Rate, 0, false, 0),
        "decay" => ReferenceRule.Sgd(Rate, 0, false, 0.1),
        "momentum" => ReferenceRule.Sgd(Rate, 0.9, false, 0),
        "momentum and decay" => ReferenceRule.Sgd(Rate, 0.5, false, 0.1),
        "nesterov" => ReferenceRule.Sgd(Rate, 0.9, true, 0.1),
        "adam" => ReferenceRule.Adam(Rate, 0.9, 0.999, 1e-8, 0, false),
        "adam other" => ReferenceRule.Adam(Rate, 0.5, 0.9, 1e-3, 0.1, false),
        "adamw" => ReferenceRule.Adam(Rate, 0.9, 0.999, 1e-8, 0.01, true),
        _ => ReferenceRule.Adam(Rate, 0.5, 0.9, 1e-3, 0.1, true),
    };
}
