using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class DropoutTests
{
    [Fact]
    public void Masks_differ_by_call_module_and_seed_and_come_again_with_the_state()
    {
        var model = new Sequential<float>(new Dropout<float>(0.5), new Dropout<float>(0.5));
        using var set = model.Initialize(1);
        Assert.Empty(set);
        Assert.Equal(["0.random_state", "1.random_state"], set.Buffers.Select(buffer => buffer.Name));
        Assert.All(set.Buffers, buffer => Assert.False(buffer.IsWeight));
        float[] start = set.BufferValues.ToArray();
        float[] first = Run(model[0]), second = Run(model[0]), other = Run(model[1]);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, other);
        Assert.NotEqual(second, other);
        float[] state = set.BufferValues.ToArray(), third = Run(model[0]);
        state.CopyTo(set.BufferValues);
        Assert.Equal(third, Run(model[0]));
        start.CopyTo(set.BufferValues);
        Assert.Equal(first, Run(model[0]));

        using var same = model.Initialize(1);
        Assert.Equal(first, Run(model[0]));
        using var different = model.Initialize(2);
        Assert.NotEqual(first, Run(model[0]));
    }

    [Fact]
    public void More_calls_than_a_float_can_count()
    {
        var dropout = new Dropout<float>(0.5);
        using var set = dropout.Initialize(1);
        var state = set.Buffers[0].Values;
        state[2] = (1 << 24) - 1;
        float[] before = Run(dropout);
        Assert.Equal([0, 1], state[2..].ToArray());
        Assert.NotEqual(before, Run(dropout));
        Assert.Equal([1, 1], state[2..].ToArray());
    }

    [Fact]
    public void In_evaluation_and_without_probability_the_input_passes()
    {
        using var tape = new Tape<float>();
        var x = tape.Constant([1, 2, 3], [3]);
        var dropout = new Dropout<float>(0.5);
        Assert.Throws<InvalidOperationException>(() => dropout.Forward(x));
        dropout.Eval();
        Assert.Equal([1, 2, 3], dropout.Forward(x).Values);
        Assert.Equal([1, 2, 3], new Dropout<float>(0).Forward(x).Values);
        Assert.Equal(1, tape.Count);
        var all = new Dropout<float>(1);
        using var set = all.Initialize(1);
        Assert.Equal([0, 0, 0], all.Forward(x).Values);
        foreach (double p in (double[])[-0.1, 1.5, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>("p", () => new Dropout<float>(p));
    }

    private static float[] Run(Module<float> module)
    {
        using var tape = new Tape<float>();
        float[] ones = [.. Enumerable.Repeat(1f, 200)];
        var x = tape.Variable(ones, [10, 20]);
        var y = module.Forward(x);
        y.Backward(ones);
        Assert.Equal(y.Values, x.Gradient);
        return y.Values.ToArray();
    }
}
