using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>Every public member of a tensor whose tape was reset or disposed is an error that says so.</summary>
public sealed class DeadTensorTests
{
    public static TheoryData<string> Members => [.. Uses(default, default).Select(use => use.Name)];

    [Theory]
    [MemberData(nameof(Members))]
    public void After_reset(string member)
    {
        using var tape = new Tape<double>();
        var dead = tape.Variable([1], [1, 1]);
        tape.Reset();
        // The dead handle has the index of a live tensor, so that only the generation tells them apart.
        var live = tape.Variable([5], [1, 1]);
        var e = Assert.Throws<ObjectDisposedException>(Uses(dead, live).Single(use => use.Name == member).Use);
        Assert.Contains("before the tape was reset", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, tape.Count);
        (live * live).Backward();
        Assert.Equal(10, live.Gradient[0]);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void After_dispose(string member)
    {
        var tape = new Tape<double>();
        var dead = tape.Variable([1], [1, 1]);
        tape.Dispose();
        var e = Assert.Throws<ObjectDisposedException>(Uses(dead, dead).Single(use => use.Name == member).Use);
        Assert.Contains("before the tape was disposed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tape_takes_nothing_more()
    {
        var tape = new Tape<double>();
        tape.Dispose();
        tape.Dispose();
        using var set = new ParameterSet<double>(("w", [1]));
        foreach (Action action in (Action[])
            [() => tape.Reset(), () => tape.Constant([1], []), () => tape.Variable([1], []), () => tape.Use(set["w"]),
            () => tape.Allocate(1)])
        {
            Assert.Contains("Tape", Assert.Throws<ObjectDisposedException>(action).Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, tape.Count);
    }

    private static (string Name, Action Use)[] Uses(Tensor<double> dead, Tensor<double> live) =>
    [
        ("Shape", () => _ = dead.Shape),
        ("Values", () => _ = dead.Values),
        ("Gradient", () => _ = dead.Gradient),
        ("RequiresGradient", () => _ = dead.RequiresGradient),
        ("Item", () => dead.Item()),
        ("Backward", () => dead.Backward()),
        ("Backward with seed", () => dead.Backward([1])),
        ("Backward with empty seed", () => dead.Backward([])),
        ("Apply", () => dead.Apply<Relu>()),
        ("Apply, left", () => dead.Apply<Add>(live)),
        ("Apply, right", () => live.Apply<Add>(dead)),
        ("Loss", () => dead.Loss(default(MeanSquaredError), [1])),
        ("SoftmaxCrossEntropy", () => dead.SoftmaxCrossEntropy([0])),
        ("Sum", () => dead.Sum()),
        ("Mean", () => dead.Mean()),
        ("MatMul, left", () => dead.MatMul(live)),
        ("MatMul, right", () => live.MatMul(dead)),
        ("Linear, input", () => dead.Linear(live)),
        ("Linear, weight", () => live.Linear(dead)),
        ("Linear, bias", () => live.Linear(live, dead)),
        ("Record", () => live.Tape.Record<Sum>([0], default, default, live, dead)),
    ];
}
