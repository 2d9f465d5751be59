using Xunit;

namespace SimdGrad.Tests.Ops;

public class AttentionTests
{
    private static readonly GradCheckInput s_query = SampleData.Moderate([2, 2, 4, 3], 1);
    private static readonly GradCheckInput s_key = SampleData.Moderate([2, 2, 5, 3], 2);
    private static readonly GradCheckInput s_value = SampleData.Moderate([2, 2, 5, 2], 3);

    // A mask of scores of its own, one of keys, and one that takes a key away; alone and with the triangle.
    [Fact]
    public void Masks_are_added_to_the_scores()
    {
        double[] hidden = [0, double.NegativeInfinity, 0.5, 0, 0];
        GradCheckInput[] masks =
            [SampleData.Moderate([4, 5], 4), new([5], hidden), new([2, 1, 1, 5], [.. hidden, .. hidden])];
        foreach (var mask in masks)
        {
            foreach (bool causal in (bool[])[false, true])
            {
                using var tape = new Tape<double>();
                var y = Of(s_query, s_key, s_value, mask, tape, causal);
                double[] expected = NaiveAttention.Of(
                    s_query, s_key, s_value, 1 / Math.Sqrt(3), i => mask.At(i) + (causal ? NaiveAttention.Causal(i) : 0));
                Assert.Equal(expected.Length, y.Values.Length);
                for (int i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], y.Values[i], 1e-12);
                GradCheck.Check(t => t[0].ScaledDotProductAttention(
                    t[1], t[2], t[0].Tape.Constant(mask.Values, mask.Shape), causal), [s_query, s_key, s_value]);
            }
        }
        GradCheck.Check(
            t => t[0].ScaledDotProductAttention(t[1], t[2], t[3]),
            [s_query, s_key, s_value, SampleData.Moderate([2, 1, 5], 4)]);
    }

    [Fact]
    public void A_mask_of_zeros_changes_nothing()
    {
        using var tape = new Tape<double>();
        var plain = tape.Constant(s_query.Values, s_query.Shape).ScaledDotProductAttention(
            tape.Constant(s_key.Values, s_key.Shape), tape.Constant(s_value.Values, s_value.Shape));
        var masked = Of(s_query, s_key, s_value, new([1], [0]), tape, false);
        Assert.Equal(plain.Values, masked.Values);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var (one, two) = (Run(1), Run(2));
        Assert.Equal(one, two);

        static float[] Run(int threads)
        {
            using var count = new ThreadCount(threads);
            using var tape = new Tape<float>();
            float[] values = [.. SampleData.Moderate([4, 300, 16], 1).Values.Select(v => (float)v)];
            var x = tape.Variable(values, [4, 300, 16]);
            var y = x.ScaledDotProductAttention(x, x, isCausal: true);
            y.Sum().Backward();
            return [.. y.Values, .. x.Gradient];
        }
    }

    [Fact]
    public void Sequences_without_elements()
    {
        using var tape = new Tape<double>();
        var x = tape.Variable(new double[6], [2, 3]);
        var empty = tape.Variable([], [0, 3]);
        var y = x.ScaledDotProductAttention(empty, empty);
        Assert.Equal([0, 0, 0, 0, 0, 0], y.Values);
        var none = empty.ScaledDotProductAttention(x, x, isCausal: true);
        Assert.Equal([0, 3], none.Shape);
        (y.Sum() + none.Sum()).Backward();
        Assert.Equal([0, 0, 0, 0, 0, 0], x.Gradient);
    }

    [Fact]
    public void Shapes_that_do_not_fit()
    {
        using Tape<double> tape = new(), other = new();
        var x = tape.Constant(new double[12], [2, 2, 3]);
        var flat = tape.Constant(new double[6], [2, 3]);
        var wide = tape.Constant(new double[16], [2, 2, 4]);
        var foreign = other.Constant(new double[12], [2, 2, 3]);
        int count = tape.Count;
        Assert.Throws<ArgumentException>("key", () => x.ScaledDotProductAttention(flat, flat));
        Assert.Throws<ArgumentException>("key", () => x.ScaledDotProductAttention(wide, x));
        var e = Assert.Throws<ArgumentException>("key", () => x.ScaledDotProductAttention(x, flat));
        Assert.Contains("query has shape [2, 2, 3], key [2, 2, 3] and value [2, 3]", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("key", () => x.ScaledDotProductAttention(foreign, x));
        Assert.Throws<ArgumentException>("mask", () => x.ScaledDotProductAttention(x, x, wide));
        Assert.Throws<ArgumentException>("mask", () => x.ScaledDotProductAttention(x, x, other.Constant([1], [])));
        Assert.Equal(count, tape.Count);
    }

    private static Tensor<double> Of(
        GradCheckInput query, GradCheckInput key, GradCheckInput value, GradCheckInput mask, Tape<double> tape, bool isCausal) =>
        tape.Constant(query.Values, query.Shape).ScaledDotProductAttention(
            tape.Constant(key.Values, key.Shape), tape.Constant(value.Values, value.Shape),
            tape.Constant(mask.Values, mask.Shape), isCausal);
}
