using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Nn;

[Collection(nameof(Serial))]
public sealed class LayerThreadingTests
{
    // All of them large enough to be split.
    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        AssertSame(x => x.BatchNorm(), [8, 40, 30, 31]);
        AssertSame(x => x.BatchNorm(), [3000, 101]);
        AssertSame(x => x.MaxPool2d(2), [40, 5, 39, 40]);
        AssertSame(x => x.AvgPool2d(3, 2, 1), [40, 5, 39, 40]);
        float[] weight = Inputs.Moderate<float>(600, 3);
        AssertSame(x => x.Conv2d(x.Tape.Variable(weight, [20, 5, 3, 2]), padding: 1), [41, 5, 36, 37]);
        AssertSame(x => x.Conv2d(x.Tape.Constant(weight.AsSpan(0, 50), [10, 5, 1, 1])), [1, 5, 300, 301]);
        AssertSame(x => x.Dropout(0.3, 1, 2), [5, 60001]);
    }

    private static void AssertSame(Func<Tensor<float>, Tensor<float>> function, Shape shape)
    {
        Assert.InRange(shape.FlattenedLength, 1 << 18, int.MaxValue);
        float[] values = Inputs.Moderate<float>(shape.FlattenedLength, 1);
        var expected = Run(1);
        foreach (int threads in (int[])[2, 3])
        {
            var actual = Run(threads);
            Bits.AssertSame<float>(expected.Y, actual.Y, $"result with {threads} threads");
            Bits.AssertSame<float>(expected.Dx, actual.Dx, $"gradient with {threads} threads");
        }

        (float[] Y, float[] Dx) Run(int threads)
        {
            using var count = new ThreadCount(threads);
            using var tape = new Tape<float>();
            var x = tape.Variable(values, shape);
            var y = function(x);
            float[] seed = Inputs.Moderate<float>(y.Shape.FlattenedLength, 2);
            y.Backward(seed);
            return (y.Values.ToArray(), x.Gradient.ToArray());
        }
    }
}
