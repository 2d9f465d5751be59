using System.Numerics;
using SimdGrad.Optim;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>
/// Replayed steps of whole networks have the bits of recorded ones: losses, parameters, running statistics and random state.
/// </summary>
[Collection(nameof(Serial))]
public class ReplayModelTests
{
    public static TheoryData<string> Names => [.. ReplayCase<float>.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_have_the_bits_of_recorded_ones(string name)
    {
        Train<float>(name);
        Train<double>(name);
    }

    [Fact]
    public void Recording_changes_no_state()
    {
        foreach (string name in ReplayCase<float>.Names)
        {
            using var network = ReplayCase<float>.Of(name);
            float[] before = network.Parameters.BufferValues.ToArray();
            using var replay = new Replay<float>();
            Record(network, replay);
            Bits.AssertSame<float>(before, network.Parameters.BufferValues, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_allocate_nothing(string name)
    {
        using var network = ReplayCase<float>.Of(name);
        using var replay = new Replay<float>();
        var inputs = Record(network, replay);
        network.Fill(0, inputs.Features.Values, inputs.Classes.Values, inputs.Numbers.Values);
        for (int i = 0; i < 5; i++)
            replay.Run();
        Assert.Equal(0, Allocation.Of(() => replay.Run()));
    }

    [Fact]
    public void Inputs_are_checked_in_each_run()
    {
        using var network = ReplayCase<float>.Of("transformer");
        using var replay = new Replay<float>();
        var inputs = Record(network, replay);
        inputs.Features.Values[3] = 7;
        Assert.Contains("Element 3", Assert.Throws<ArgumentException>(() => replay.Run()).Message, StringComparison.Ordinal);
        inputs.Features.Values[3] = 6;
        replay.Run();
        using var other = ReplayCase<float>.Of("classes");
        using var second = new Replay<float>();
        inputs = Record(other, second);
        inputs.Classes.Values[1] = 3;
        Assert.Throws<ArgumentOutOfRangeException>(() => second.Run());
        using var fourth = new Replay<float>();
        var rows = fourth.Indices(2);
        fourth.Record(fourth.Tape.Variable([1f, 2, 3], [3]).GatherRows(rows).Sum());
        rows.Values[1] = 3;
        Assert.Contains(
            "indices[1] is 3", Assert.Throws<ArgumentOutOfRangeException>(() => fourth.Run()).Message, StringComparison.Ordinal);
        using var last = ReplayCase<float>.Of("running means");
        using var third = new Replay<float>();
        inputs = Record(last, third);
        inputs.Numbers.Values[2] = -1;
        Assert.Contains(
            "positiveWeights[2]", Assert.Throws<ArgumentException>(() => third.Run()).Message, StringComparison.Ordinal);
    }

    private static (ReplayInput<T> Features, ReplayIndices Classes, ReplayInput<T> Numbers) Record<T>(
        ReplayCase<T> network, Replay<T> replay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (features, classes, numbers) = (
            replay.Input(network.Input), replay.Indices(ReplayCase<T>.Rows), replay.Input(ReplayCase<T>.Numbers));
        replay.Record(network.Record(features, classes, numbers));
        return (features, classes, numbers);
    }

    private static void Train<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var recorded = ReplayCase<T>.Of(name);
        using var replayed = ReplayCase<T>.Of(name);
        using var replay = new Replay<T>();
        var inputs = Record(replayed, replay);
        using var tape = new Tape<T>();
        using var recordedOptimizer = new Adam<T>(recorded.Parameters, 0.01);
        using var replayedOptimizer = new Adam<T>(replayed.Parameters, 0.01);
        T[] features = new T[recorded.Input.FlattenedLength], numbers = new T[ReplayCase<T>.Numbers.FlattenedLength];
        int[] classes = new int[ReplayCase<T>.Rows];
        for (int step = 0; step < 4; step++)
        {
            recorded.Fill(step, features, classes, numbers);
            tape.Reset();
            recorded.Parameters.ZeroGradients();
            var loss = recorded.Record(
                tape.Constant(features, recorded.Input), classes, tape.Constant(numbers, ReplayCase<T>.Numbers));
            loss.Backward();

            replayed.Fill(step, inputs.Features.Values, inputs.Classes.Values, inputs.Numbers.Values);
            replayed.Parameters.ZeroGradients();
            Bits.AssertSame(loss.Item(), replay.Run(), $"loss {step} of {name}");
            Bits.AssertSame<T>(recorded.Parameters.Gradients, replayed.Parameters.Gradients, $"gradients {step} of {name}");
            Bits.AssertSame<T>(recorded.Parameters.BufferValues, replayed.Parameters.BufferValues, $"state {step} of {name}");
            recordedOptimizer.Step();
            replayedOptimizer.Step();
            // State that is read may change from outside, too.
            foreach (var set in (ParameterSet<T>[])[recorded.Parameters, replayed.Parameters])
                if (set.Buffers.FirstOrDefault(buffer => buffer.Name.EndsWith("mean", StringComparison.Ordinal)) is { } mean)
                    mean.Values[0] += T.One;
        }
        Assert.Contains(recorded.Parameters.Gradients.ToArray(), x => x != T.Zero);
    }
}
