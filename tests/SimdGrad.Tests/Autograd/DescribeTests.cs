using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Autograd;

public sealed class DescribeTests : IDisposable
{
    private readonly Tape<float> _tape = new();

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void A_description_has_the_nodes_and_the_memory()
    {
        using var set = new ParameterSet<float>(("first \"w\"", [3, 2]));
        var x = _tape.Constant(new float[12], [4, 3]);
        x.Linear(_tape.Use(set[0]), default, new Relu()).Exp().Sum().Backward();
        string[] lines = _tape.Describe().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal("#0 Constant [4, 3], 48 bytes, no gradient", lines[0]);
        Assert.Equal("#1 Parameter 'first \"w\"' [3, 2], 0 bytes", lines[1]);
        Assert.Equal("#2 FusedLinear<Relu>(#0, #1) [4, 2], 32 bytes", lines[2]);
        Assert.Equal("#3 Exp(#2) [4, 2], 32 bytes", lines[3]);
        Assert.StartsWith("#4 Sum(#3) [], 4 bytes", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("5 nodes: values 116 bytes", lines[5], StringComparison.Ordinal);
        Assert.Equal(
            ["#0 Constant [4, 3], 48 bytes, no gradient", "... 3 more"],
            _tape.Describe(2).Split('\n', StringSplitOptions.TrimEntries)[..2]);
        string graph = _tape.ToGraphviz();
        Assert.StartsWith("digraph tape {", graph, StringComparison.Ordinal);
        Assert.Contains("n1 [label=\"Parameter 'first \\\"w\\\"'\\n[3, 2]\", style=filled];", graph, StringComparison.Ordinal);
        Assert.Contains("n0 -> n2;", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("n0 -> n3;", graph, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _tape.Describe(-1));
    }

    /// <summary>The networks whose steps are measured: no more than 1.3 times what the mathematics needs.</summary>
    [Theory]
    [InlineData(64, 784, 128, 10)]
    [InlineData(128, 784, 512, 256, 10)]
    [InlineData(256, 784, 512, 512, 512, 10)]
    public void A_step_takes_little_more_memory_than_it_needs(int batch, params int[] sizes)
    {
        List<Module<float>> modules = [];
        for (int i = 1; i < sizes.Length; i++)
            modules.AddRange([new Linear<float>(sizes[i - 1], sizes[i]), new Activation<float, Relu>()]);
        var model = new Sequential<float>([.. modules.SkipLast(1)]);
        using var set = model.Initialize(1);
        var x = _tape.Constant(new float[batch * sizes[0]], [batch, sizes[0]]);
        model.Forward(x).SoftmaxCrossEntropy(new int[batch]).Backward();
        var memory = _tape.Memory;
        long values = 4L * batch * sizes.Sum(), logits = 4L * batch * sizes[^1];
        Assert.InRange(memory.Values, values, values + 8);
        Assert.InRange(memory.Needed, values + logits, values + 8L * batch * sizes[1..].Max() + logits);
        Assert.InRange(memory.Peak, memory.Needed, 1.3 * memory.Needed);
        Assert.InRange(memory.Used, memory.Values, memory.Peak);
        Assert.InRange(memory.Rented, memory.Peak, 4 * memory.Peak);
    }

    [Fact]
    public void Inference_takes_the_memory_of_two_layers()
    {
        const int Width = 64, Rows = 64, Depth = 10;
        var model = new Sequential<float>(
            [.. Enumerable.Range(0, Depth).SelectMany(
                _ => (Module<float>[])[new Linear<float>(Width, Width), new Activation<float, Gelu>()])]);
        using var set = model.Initialize(1);
        float[] input = [.. Enumerable.Range(0, Rows * Width).Select(i => MathF.Cos(i))];
        float[] expected = model.Forward(_tape.Constant(input, [Rows, Width])).Values.ToArray();
        _tape.Reset();
        using (_tape.NoGrad())
        {
            var x = _tape.Constant(input, [Rows, Width]);
            var y = model.Forward(x);
            Assert.Equal(expected, y.Values);
            Assert.Equal(input, x.Values);
            Assert.InRange(_tape.Memory.Peak, 3 * 4 * Rows * Width, 4 * 4 * Rows * Width + 4096);
            // Released, a result is dead, and its memory used again; what shares it is safe.
            var detached = y.Detach();
            y.Release();
            Assert.Throws<ObjectDisposedException>(() => { _ = y.Values; });
            Assert.Throws<ObjectDisposedException>(() => y * 2);
            _ = x * x;
            Assert.Equal(expected, detached.Values);
        }
        var z = _tape.Variable([1], []) * 2;
        Assert.Throws<InvalidOperationException>(() => z.Release());
        Assert.False(z.Detach().RequiresGradient);
        Assert.Equal(2, z.Detach().Item());
        (z * z.Detach()).Backward();
    }
}
