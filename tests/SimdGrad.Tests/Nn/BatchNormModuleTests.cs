using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class BatchNormModuleTests
{
    private static readonly double[] s_batch = [1, 10, 3, 30, 8, 20];

    // Of (1, 3, 8): mean 4, variance 26/3, unbiased 13; of (10, 30, 20): 20, 200/3, 100.
    [Fact]
    public void Running_statistics_follow_PyTorch()
    {
        var layer = new BatchNorm1d<double>(2);
        using var set = layer.Initialize(1);
        Assert.Equal(["weight", "bias"], set.Select(p => p.Name));
        Assert.Equal(["running_mean", "running_var", "num_batches_tracked"], set.Buffers.Select(b => b.Name));
        Assert.All(set.Buffers, buffer => Assert.True(buffer.IsWeight));
        Assert.Equal([1, 1], layer.Weight!.Values);
        Assert.Equal([0, 0], layer.RunningMean!.Values);
        Assert.Equal([1, 1], layer.RunningVariance!.Values);

        double[] y = Forward(layer);
        AssertClose([.. s_batch.Select((x, i) => i % 2 == 0
            ? (x - 4) / Math.Sqrt(26.0 / 3 + 1e-5) : (x - 20) / Math.Sqrt(200.0 / 3 + 1e-5))], y);
        AssertClose([0.4, 2], layer.RunningMean.Values);
        AssertClose([0.9 + 1.3, 0.9 + 10], layer.RunningVariance.Values);
        Forward(layer);
        AssertClose([0.76, 3.8], layer.RunningMean.Values);
        Assert.Equal([2], layer.BatchesTracked!.Values);

        layer.Eval();
        double[] mean = layer.RunningMean.Values.ToArray(), variance = layer.RunningVariance.Values.ToArray();
        AssertClose(
            [.. s_batch.Select((x, i) => (x - mean[i % 2]) / Math.Sqrt(variance[i % 2] + 1e-5))], Forward(layer));
        Assert.Equal(mean, layer.RunningMean.Values);
        Assert.Equal([2], layer.BatchesTracked.Values);
    }

    [Fact]
    public void Without_momentum_they_are_means_over_all_batches()
    {
        var layer = new BatchNorm1d<double>(2, momentum: null);
        using var set = layer.Initialize(1);
        Forward(layer);
        AssertClose([4, 20], layer.RunningMean!.Values);
        AssertClose([13, 100], layer.RunningVariance!.Values);
        using (var tape = new Tape<double>())
            layer.Forward(tape.Constant([0, 0, 2, 2], [2, 2]));
        AssertClose([2.5, 10.5], layer.RunningMean.Values);
        AssertClose([7.5, 51], layer.RunningVariance.Values);
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_errors_and_change_nothing()
    {
        using var tape = new Tape<double>();
        var rows = new BatchNorm1d<double>(2);
        var images = new BatchNorm2d<double>(2);
        var x = tape.Constant(s_batch, [3, 2]);
        Assert.Throws<InvalidOperationException>(() => rows.Forward(x));
        using var set = new Sequential<double>(rows, images).Initialize(1);
        double[] state = set.BufferValues.ToArray();
        foreach (var (layer, shape, message) in ((Module<double>, Shape, string)[])
            [
                (rows, [2, 3], "input has shape [2, 3]; the layer takes 2 channels"),
                (rows, [6], "input has shape [6]; the layer takes [batch, 2]"),
                (images, [3, 2], "the layer takes [batch, 2, height, width]"),
            ])
        {
            var input = tape.Constant(s_batch, shape);
            int count = tape.Count;
            var e = Assert.Throws<ArgumentException>("input", () => layer.Forward(input));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
            Assert.Equal(count, tape.Count);
        }
        var one = tape.Constant([1, 2], [1, 2]);
        Assert.Throws<ArgumentException>("input", () => rows.Forward(one));
        Assert.Equal(state, set.BufferValues);
        rows.Eval();
        Assert.Equal(2, rows.Forward(one).Shape.FlattenedLength);

        Assert.Throws<ArgumentOutOfRangeException>("channels", () => new BatchNorm1d<float>(0));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new BatchNorm2d<float>(1, epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new BatchNorm2d<float>(1, momentum: 1.5));
    }

    private static double[] Forward(Module<double> layer)
    {
        using var tape = new Tape<double>();
        return layer.Forward(tape.Constant(s_batch, [3, 2])).Values.ToArray();
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
