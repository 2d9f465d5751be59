using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Nn;

public class EmbeddingTests
{
    [Fact]
    public void Vectors_are_looked_up_by_number()
    {
        var layer = new Embedding<float>(4, 2, paddingIndex: 1);
        using var set = layer.Initialize(1);
        using var tape = new Tape<float>();
        Assert.Equal("Embedding(4, 2)", layer.ToString());
        var w = layer.Weight!.Values;
        Assert.Equal([0, 0], w.Slice(2, 2));
        Assert.DoesNotContain(0, w[4..].ToArray());
        var y = layer.Forward(tape, [3, 1, 3], [1, 3]);
        Assert.Equal([1, 3, 2], y.Shape);
        Assert.Equal([w[6], w[7], 0, 0, w[6], w[7]], y.Values);
        Assert.Equal(y.Values, layer.Forward(tape.Constant([3, 1, 3], [1, 3])).Values);
        y.Sum().Backward();
        Assert.Equal([0, 0, 0, 0, 0, 0, 2, 2], layer.Weight.Gradient);
    }

    [Fact]
    public void What_is_no_number_of_a_vector_is_an_error_and_leaves_no_trace()
    {
        var layer = new Embedding<float>(4, 2);
        using var tape = new Tape<float>();
        Assert.Throws<InvalidOperationException>(() => layer.Forward(tape, [0], [1]));
        using var set = layer.Initialize(1);
        Assert.Throws<ArgumentOutOfRangeException>("indices", () => layer.Forward(tape, [0, 4], [2]));
        Assert.Throws<ArgumentOutOfRangeException>("indices", () => layer.Forward(tape, [-1], [1]));
        Assert.Throws<ArgumentException>("indices", () => layer.Forward(tape, [0, 1], [3]));
        Assert.Equal(0, tape.Count);
        foreach (float wrong in (float[])[0.5f, 4, -1, float.NaN, float.PositiveInfinity])
            Assert.Throws<ArgumentException>("input", () => layer.Forward(tape.Constant([wrong], [1])));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new Embedding<float>(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("dimension", () => new Embedding<float>(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("paddingIndex", () => new Embedding<float>(2, 1, paddingIndex: 2));
    }
}
