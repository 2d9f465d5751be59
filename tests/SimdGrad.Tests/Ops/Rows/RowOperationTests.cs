using Xunit;

namespace SimdGrad.Tests.Ops;

public class RowOperationTests
{
    [Fact]
    public void Arguments_that_do_not_fit_are_errors_and_leave_no_trace()
    {
        using var tape = new Tape<float>();
        var scalar = tape.Variable([1], []);
        var x = tape.Variable(new float[6], [2, 3]);
        var three = tape.Variable(new float[3], [3]);
        var two = tape.Variable(new float[2], [2]);
        int count = tape.Count;
        Assert.Throws<ArgumentException>("x", () => scalar.Softmax());
        Assert.Throws<ArgumentException>("x", () => scalar.LogSoftmax());
        Assert.Throws<ArgumentException>("x", () => scalar.LayerNorm());
        Assert.Throws<ArgumentException>("x", () => scalar.RmsNorm());
        Assert.Throws<ArgumentException>("weight", () => x.LayerNorm(two));
        Assert.Throws<ArgumentException>("bias", () => x.LayerNorm(three, two));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => x.LayerNorm(epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => x.RmsNorm(three, double.NaN));
        Assert.Equal(count, tape.Count);
    }

    [Fact]
    public void Empty_tensors_have_empty_results_and_gradients()
    {
        foreach (Shape shape in (Shape[])[[0, 3], [3, 0]])
        {
            using var tape = new Tape<double>();
            var x = tape.Variable([], shape);
            var weight = tape.Variable(new double[shape[1]], [shape[1]]);
            var y = x.Softmax() + x.LogSoftmax() + x.LayerNorm(weight, weight) + x.RmsNorm(weight);
            Assert.Equal(shape, y.Shape);
            y.Sum().Backward();
            Assert.Equal(0, x.Gradient.Length);
            Assert.Equal(new double[shape[1]], weight.Gradient.ToArray());
        }
    }

    [Fact]
    public void A_bias_without_a_weight()
    {
        GradCheckInput x = SampleData.Moderate([3, 4], 1), bias = SampleData.Moderate([4], 2);
        GradCheck.Check(t => t[0].LayerNorm(bias: t[1]), [x, bias]);
    }

    // Without epsilon given, that of PyTorch: the distance from 1 to the next number.
    [Fact]
    public void The_default_epsilon_of_an_RMS_norm_is_that_of_the_element_type()
    {
        using var single = new Tape<float>();
        using var twice = new Tape<double>();
        Assert.Equal(Math.Sqrt(0.5), single.Constant([MathF.Pow(2, -11.5f)], [1]).RmsNorm().Item(), 1e-6);
        Assert.Equal(Math.Sqrt(0.5), twice.Constant([Math.Pow(2, -26)], [1]).RmsNorm().Item(), 1e-12);
    }
}
