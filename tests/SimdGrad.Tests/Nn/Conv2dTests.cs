using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class Conv2dTests
{
    // Of 1 to 9, the sums of the windows of 2 x 2 with the weights 1, 2, 3, 4.
    [Fact]
    public void A_layer_computes_what_is_worked_out_by_hand()
    {
        var layer = new Conv2d<double>(1, 1, 2);
        using var set = layer.Initialize(1);
        Assert.Equal(["weight", "bias"], set.Select(p => p.Name));
        Assert.Equal(new Shape(1, 1, 2, 2), layer.Weight!.Shape);
        Assert.All(set.Values.ToArray(), v => Assert.InRange(v, -0.5, 0.5));
        ReadOnlySpan<double> weight = [1, 2, 3, 4];
        weight.CopyTo(layer.Weight.Values);
        layer.Bias!.Values[0] = 100;
        using var tape = new Tape<double>();
        var y = layer.Forward(tape.Constant([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]));
        Assert.Equal(new Shape(1, 1, 2, 2), y.Shape);
        Assert.Equal([137, 147, 167, 177], y.Values);
    }

    [Fact]
    public void What_does_not_fit_is_an_error_and_leaves_no_trace()
    {
        Assert.Throws<ArgumentException>("groups", () => new Conv2d<float>(3, 4, 2, groups: 2));
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => new Conv2d<float>(0, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>("kernel", () => new Conv2d<float>(1, 1, (0, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("stride", () => new Conv2d<float>(1, 1, 1, stride: 0));
        var layer = new Conv2d<float>(2, 4, 3);
        using var tape = new Tape<float>();
        var x = tape.Constant(new float[18], [1, 2, 3, 3]);
        Assert.Throws<InvalidOperationException>(() => layer.Forward(x));
        using var set = layer.Initialize(1);
        foreach (var (shape, message) in ((Shape, string)[])
            [
                ([2, 9], "input has shape [2, 9]; the layer takes [batch, 2, height, width]"),
                ([2, 1, 3, 3], "the layer takes [batch, 2, height, width]"),
                ([1, 2, 1, 9], "A window of (3, 3) with dilation (1, 1) does not fit into a plane of (1, 9)"),
            ])
        {
            var input = tape.Constant(new float[18], shape);
            int count = tape.Count;
            var e = Assert.Throws<ArgumentException>("input", () => layer.Forward(input));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
            Assert.Equal(count, tape.Count);
        }
        var w = tape.Constant(new float[18], [2, 1, 3, 3]);
        Assert.Throws<ArgumentException>("weight", () => x.Conv2d(tape.Constant(new float[27], [1, 3, 3, 3])));
        Assert.Throws<ArgumentException>("bias", () => x.Conv2d(w, tape.Constant(new float[3], [3])));
        Assert.Equal(new Shape(1, 2, 1, 1), x.Conv2d(w).Shape);
        Assert.Equal(new Shape(0, 2, 1, 1), tape.Constant([], [0, 2, 3, 3]).Conv2d(w).Shape);
    }
}
