using System.Numerics;
using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class OptimizerStateTests
{
    public static TheoryData<string> Rules => [.. OptimizerCase.All.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_run_continues_from_state_and_number_of_steps_bit_for_bit(string rule)
    {
        Continue<float>(OptimizerCase.All[rule]);
        Continue<double>(OptimizerCase.All[rule]);
    }

    /// <summary>
    /// What decays without new gradients ends at 0, and what gradients are too small for is 0 from the start; no state is ever
    /// denormal. The state begins just above the smallest normal number, since the way there would take many steps.
    /// </summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void No_state_is_ever_denormal(string rule)
    {
        Decay<float>(OptimizerCase.All[rule], -126, [0, 1e-45, 1e-38, 1e-36, 1e-30, 1e-22, 1e-20, 1e-18]);
        Decay<double>(OptimizerCase.All[rule], -1022, [0, 5e-324, 1e-307, 1e-305, 1e-250, 1e-160, 1e-156, 1e-152]);
    }

    [Fact]
    public void The_state_has_the_names_of_pytorch_and_is_that_of_the_formula()
    {
        using var set = new ParameterSet<double>(("w", [2]), ("b", [3]));
        using var optimizer = new Adam<double>(set, 0.1, 0.5, 0.75);
        Assert.Equal(["exp_avg", "exp_avg_sq"], optimizer.StateNames);
        Assert.Equal(0, optimizer.StepCount);
        Assert.Equal([0, 0, 0], optimizer.State("exp_avg", set["b"]).ToArray());
        new double[] { 2, 4, 8 }.CopyTo(set["b"].Gradient);
        optimizer.Step();
        Assert.Equal(1, optimizer.StepCount);
        Assert.Equal([1, 2, 4], optimizer.State("exp_avg", set["b"]).ToArray());
        Assert.Equal([1, 4, 16], optimizer.State("exp_avg_sq", set["b"]).ToArray());
        Assert.Equal([0, 0], optimizer.State("exp_avg", set["w"]).ToArray());
        Assert.Equal(set.Values.Length, optimizer.State("exp_avg").Length);
    }

    [Fact]
    public void Errors_of_the_state_tell_what_there_is()
    {
        using var set = OptimizerInputs.NewSet<float>();
        using var other = OptimizerInputs.NewSet<float>();
        var optimizer = new RmsProp<float>(set, momentum: 0.5, centered: true);
        var e = Assert.Throws<KeyNotFoundException>(() => { optimizer.State("exp_avg"); });
        Assert.Contains("square_avg, grad_avg, momentum_buffer", e.Message, StringComparison.Ordinal);
        Assert.Equal("parameter", Assert.Throws<ArgumentException>(
            () => { optimizer.State("square_avg", other[0]); }).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.StepCount = -1);
        Assert.Equal(0, optimizer.StepCount);
        optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { optimizer.State("square_avg"); });
    }

    /// <summary>The product of all momenta so far is made anew, and however late a run continues, in no time.</summary>
    [Fact]
    public void NAdam_continues_at_any_step()
    {
        using var set = OptimizerInputs.NewSet<double>();
        using var optimizer = new NAdam<double>(set);
        optimizer.StepCount = long.MaxValue - 1;
        OptimizerInputs.Fill(set, 0, 1, 1);
        optimizer.Step();
        Assert.Equal(-1, set.Values.ToArray().ToList().FindIndex(value => !double.IsFinite(value)));
    }

    private static void Continue<T>(OptimizerCase entry) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var whole = OptimizerInputs.NewSet<T>();
        using var parts = OptimizerInputs.NewSet<T>();
        using var undisturbed = entry.Make(whole);
        using (var before = entry.Make(parts))
        using (var after = entry.Make(parts))
        {
            Run(before, parts, 0, 12);
            after.StepCount = before.StepCount;
            foreach (string name in before.StateNames)
                before.State(name).CopyTo(after.State(name));
            Run(after, parts, 12, 25);
        }
        Run(undisturbed, whole, 0, 25);
        Assert.Equal(whole.Values.ToArray(), parts.Values.ToArray());

        static void Run(Optimizer<T> optimizer, ParameterSet<T> set, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                OptimizerInputs.Fill(set, step, 1e-30, 1e15);
                optimizer.Step();
            }
        }
    }

    private static void Decay<T>(OptimizerCase entry, int minExponent, double[] gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var set = OptimizerInputs.NewSet<T>();
        // Penalties would add gradients of their own.
        set.Values.Clear();
        using var optimizer = entry.Make(set);
        optimizer.StepCount = 1;
        foreach (string name in optimizer.StateNames)
        {
            var state = optimizer.State(name);
            for (int i = 0; i < state.Length; i++)
                state[i] = T.ScaleB(T.One, minExponent + 1 + i % 5);
        }
        for (int i = 0; i < set.Gradients.Length; i++)
            set.Gradients[i] = T.CreateTruncating(gradients[i % gradients.Length] * (i % 3 == 0 ? -1 : 1));
        for (int step = 0; step < 1500; step++)
        {
            optimizer.Step();
            foreach (string name in optimizer.StateNames)
                foreach (T value in optimizer.State(name))
                    if (T.IsSubnormal(value))
                        Assert.Fail($"{entry}, step {step}: {name} is {value}.");
        }
    }
}
