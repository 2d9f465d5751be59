using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class ModuleTreeTests
{
    [Fact]
    public void Modes_reach_all_modules_within()
    {
        var inner = new Sequential<float>(new Dropout<float>(), new Activation<float, Relu>());
        var model = new Sequential<float>(new Linear<float>(2, 3), inner);
        Module<float>[] all = [model, model[0], inner, inner[0], inner[1]];
        Assert.All(all, module => Assert.True(module.IsTraining));
        model.Eval();
        Assert.All(all, module => Assert.False(module.IsTraining));
        inner.Train();
        Assert.Equal([false, false, true, true, true], all.Select(module => module.IsTraining));
        model.Train(false);
        Assert.All(all, module => Assert.False(module.IsTraining));
    }

    [Fact]
    public void A_description_has_names_kinds_shapes_and_numbers()
    {
        var model = new Sequential<float>(
            new Linear<float>(784, 128),
            new Sequential<float>(new BatchNorm1d<float>(128), new Activation<float, Relu>(), new Dropout<float>(0.25)),
            new Linear<float>(128, 10, bias: false));
        string expected = """
                 Sequential
            0 Linear(784, 128) weight [784, 128], bias [128] 100,480
            1 Sequential
            1.0 BatchNorm1d(128)  weight [128], bias [128] (running_mean [128], running_var [128], num_batches_tracked [])
                256
            1.1 Relu
            1.2 Dropout(0.25) (random_state [4])
            2 Linear(128, 10) weight [128, 10] 1,280
            102,016 parameters, 261 elements of buffers

            """;
        Assert.Equal(Words(expected), Words(model.Describe()));
        using var set = model.Initialize(1);
        Assert.Equal(102_016, set.Sum(p => p.Shape.FlattenedLength));
        Assert.Equal(Words(expected), Words(model.Describe()));
        string[] lines = model.Describe().Split('\n');
        Assert.Equal(lines[1].Length, lines[3].Length);
        Assert.Equal("0 parameters\n", new Activation<float, Tanh>().Describe().Split("Tanh\n")[1]);

        static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Parameters_and_buffers_have_names_of_their_own()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new ParameterSet<float>([("a", [2])], [("a", [3], true)]));
        Assert.Contains("'a'", e.Message, StringComparison.Ordinal);
        var set = new ParameterSet<float>([("a", [2])], [("b", [3], true), ("c", [], false)]);
        Assert.Equal([0, 0, 0], set.Buffers[0].Values);
        Assert.Equal(1, set.Buffers[1].Values.Length);
        set.Buffers[0].Values.Fill(1);
        set.Buffers[1].Values.Fill(2);
        Assert.Equal(5, set.BufferValues.ToArray().Sum());
        Assert.Equal(0, set.Values.ToArray().Sum());
        set.Dispose();
        Assert.Throws<ObjectDisposedException>(() => set.Buffers[0].Values.Length);
        Assert.Throws<ObjectDisposedException>(() => set.BufferValues.Length);
    }
}
