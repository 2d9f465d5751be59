using Xunit;

namespace SimdGrad.Tests.Ops.Losses;

public class CosineEmbeddingTests
{
    // There the loss has two slopes, of which 0 is promised; a little beyond it has but one.
    [Fact]
    public void A_cosine_of_the_margin_has_no_gradient()
    {
        Assert.Equal([0.0, 0, 0, 0], Gradients(margin: 0));
        Assert.Equal([0.0, 1, 1, 0], Gradients(margin: -1e-9));

        static double[] Gradients(double margin)
        {
            using var tape = new Tape<double>();
            Tensor<double> a = tape.Variable([1, 0], [1, 2]), b = tape.Variable([0, 1], [1, 2]);
            a.CosineEmbedding(b, [-1], margin).Backward();
            return [.. a.Gradient.ToArray().Concat(b.Gradient.ToArray()).Select(g => Math.Round(g, 9))];
        }
    }
}
