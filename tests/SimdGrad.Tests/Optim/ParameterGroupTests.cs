using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class ParameterGroupTests
{
    private static readonly (string, Shape)[] s_parameters =
        [("0.weight", [3]), ("0.bias", [2]), ("2.weight", [4]), ("2.bias", [2])];

    public static TheoryData<string> Rules => [.. OptimizerCase.All.Keys];

    /// <summary>Each parameter moves as it would by itself, under an optimizer with the numbers of its group.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_parameter_follows_its_group(string rule)
    {
        var entry = OptimizerCase.All[rule];
        using var set = NewSet(s_parameters);
        using var optimizer = OptimizerFactory.Make(entry.Optimizer, set, Options(entry, ("learningRate", 0.01), ("Groups", new[]
        {
            new ParameterGroup(name => name.EndsWith("bias", StringComparison.Ordinal)) { WeightDecay = 0, L1Penalty = 0 },
            new ParameterGroup(name => name.StartsWith('2')) { LearningRateScale = 0.5, WeightDecay = 0.3, L1Penalty = 0.2 },
        })));
        Run(set, optimizer);

        foreach (var (name, shape) in s_parameters)
        {
            using var alone = NewSet((name, shape));
            using var own = OptimizerFactory.Make(entry.Optimizer, alone, name switch
            {
                "0.weight" => Options(entry, ("learningRate", 0.01)),
                "2.weight" => Options(entry, ("learningRate", 0.005), ("weightDecay", 0.3), ("L1Penalty", 0.2)),
                _ => Options(entry, ("learningRate", 0.01), ("weightDecay", 0.0), ("L1Penalty", 0.0)),
            });
            Run(alone, own);
            Assert.Equal(alone[name].Values.ToArray(), set[name].Values.ToArray());
        }
    }

    [Fact]
    public void A_scale_of_zero_keeps_parameters()
    {
        using var set = NewSet(s_parameters);
        double[] before = set["2.weight"].Values.ToArray();
        using var optimizer = new AdamW<double>(set)
        {
            Groups = [new(name => name == "2.weight") { LearningRateScale = 0 }],
        };
        Run(set, optimizer);
        Assert.Equal(before, set["2.weight"].Values.ToArray());
    }

    [Fact]
    public void A_group_without_parameters_is_an_error_that_lists_the_names()
    {
        using var set = NewSet(s_parameters);
        var e = Assert.Throws<ArgumentException>(() => new Sgd<double>(set)
        {
            Groups = [new(_ => true), new(name => name == "0.weight")],
        });
        Assert.Contains("Group 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("0.weight, 0.bias, 2.weight, 2.bias", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new ParameterGroup(null!));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Bad_numbers_of_a_group_are_errors(double bad)
    {
        using var set = NewSet(s_parameters);
        Fails("LearningRateScale", new(_ => true) { LearningRateScale = bad });
        Fails("WeightDecay", new(_ => true) { WeightDecay = bad });
        Fails("L1Penalty", new(_ => true) { L1Penalty = bad });

        void Fails(string name, ParameterGroup group) => Assert.Equal(
            name, Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(set) { Groups = [group] }).ParamName);
    }

    private static Dictionary<string, object> Options(OptimizerCase entry, params (string Name, object Value)[] others)
    {
        var options = entry.Options.ToDictionary(option => option.Name, option => option.Value);
        foreach (var (name, value) in others)
            options[name] = value;
        return options;
    }

    private static ParameterSet<double> NewSet(params (string, Shape)[] parameters)
    {
        var set = new ParameterSet<double>(parameters);
        foreach (var parameter in set)
            for (int i = 0; i < parameter.Values.Length; i++)
                parameter.Values[i] = 0.25 + i;
        return set;
    }

    // Gradients that depend on the name and the step alone.
    private static void Run(ParameterSet<double> set, Optimizer<double> optimizer)
    {
        for (int step = 0; step < 8; step++)
        {
            foreach (var parameter in set)
                for (int i = 0; i < parameter.Gradient.Length; i++)
                    parameter.Gradient[i] = Math.Sin(1 + step + 3 * i + parameter.Name[0] + parameter.Name.Length);
            optimizer.Step();
        }
    }
}
