using SimdGrad.Nn;
using SimdGrad.Tests.Ops;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class MultiHeadAttentionTests : IDisposable
{
    private const int Features = 6, Heads = 3;

    private readonly Tape<double> _tape = new();
    private readonly MultiHeadAttention<double> _layer = new(Features, Heads);
    private readonly ParameterSet<double> _set;

    public MultiHeadAttentionTests()
    {
        _set = _layer.Initialize(1);
        // Biases are 0 at first.
        _layer.InputBias!.Values.Fill(0.25);
        _layer.OutputBias!.Values.Fill(-0.5);
    }

    public void Dispose()
    {
        _tape.Dispose();
        _set.Dispose();
    }

    [Fact]
    public void Parameters_are_named_as_in_PyTorch()
    {
        Assert.Equal(
            ["in_proj_weight [6, 18]", "out_proj.weight [6, 6]", "in_proj_bias [18]", "out_proj.bias [6]"],
            _set.Select(p => $"{p.Name} {p.Shape}"));
        Assert.Equal("MultiHeadAttention(6, 3)", _layer.ToString());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Values_are_those_of_the_naive_loops(bool masked, bool causal)
    {
        GradCheckInput x = SampleData.Moderate([2, 4, Features], 1), mask = new([2, 4], [0, 0, 0, 1, 0, 1, 0, 0]);
        var input = _tape.Constant(x.Values, x.Shape);
        var keyMask = masked ? _tape.Constant(mask.Values, mask.Shape) : default;
        double[] expected = Naive(x, x, x, masked ? mask : null, causal);
        AssertClose(expected, _layer.Forward(input, keyMask, causal));
        AssertClose(expected, _layer.Forward(input, input, input, keyMask, causal));
        if (!masked && !causal)
            AssertClose(expected, _layer.Forward(input));
    }

    [Fact]
    public void Queries_may_attend_to_other_sequences()
    {
        GradCheckInput query = SampleData.Moderate([2, 3, Features], 1);
        GradCheckInput key = SampleData.Moderate([2, 5, Features], 2), value = SampleData.Moderate([2, 5, Features], 3);
        var y = _layer.Forward(
            _tape.Constant(query.Values, query.Shape), _tape.Constant(key.Values, key.Shape),
            _tape.Constant(value.Values, value.Shape));
        Assert.Equal([2, 3, Features], y.Shape);
        AssertClose(Naive(query, key, value, null, causal: false), y);
        GradCheck.Check(t => _layer.Forward(t[0], t[1], t[2], isCausal: true), [query, key, value]);
    }

    [Fact]
    public void What_does_not_fit_is_an_error_and_leaves_no_trace()
    {
        var x = _tape.Constant(new double[24], [2, 2, 6]);
        var other = _tape.Constant(new double[36], [3, 2, 6]);
        var flat = _tape.Constant(new double[24], [4, 6]);
        int count = _tape.Count;
        Assert.Throws<ArgumentException>("input", () => _layer.Forward(flat));
        Assert.Throws<ArgumentException>("key", () => _layer.Forward(x, other, other));
        Assert.Throws<ArgumentException>("key", () => _layer.Forward(x, x, other));
        Assert.Throws<ArgumentException>("keyMask", () => _layer.Forward(x, flat));
        Assert.Throws<ArgumentException>("heads", () => new MultiHeadAttention<float>(6, 4));
        Assert.Throws<ArgumentOutOfRangeException>("heads", () => new MultiHeadAttention<float>(6, 0));
        Assert.Throws<InvalidOperationException>(() => new MultiHeadAttention<double>(6, 2).Forward(x));
        Assert.Equal(count, _tape.Count);
    }

    private double[] Naive(GradCheckInput query, GradCheckInput key, GradCheckInput value, GradCheckInput? mask, bool causal)
    {
        const int Depth = Features / Heads;
        GradCheckInput q = Project(query, 0), k = Project(key, 1), v = Project(value, 2);
        double[] attended = NaiveAttention.Of(
            q, k, v, 1 / Math.Sqrt(Depth),
            i => (mask?.At(i[0], i[3]) > 0 ? double.NegativeInfinity : 0) + (causal ? NaiveAttention.Causal(i) : 0));
        GradCheckInput heads = new(q.Shape, attended);
        return NaiveShapes.Of(query.Shape, i => _layer.OutputBias!.Values[i[2]] + Enumerable.Range(0, Features).Sum(f =>
            heads.At(i[0], f / Depth, i[1], f % Depth) * _layer.OutputWeight!.Values[f * Features + i[2]]));

        // [batch, heads, length, depth].
        GradCheckInput Project(GradCheckInput x, int part)
        {
            Shape shape = [x.Shape[0], Heads, x.Shape[1], Depth];
            return new(shape, NaiveShapes.Of(shape, i =>
            {
                int column = part * Features + i[1] * Depth + i[3];
                return _layer.InputBias!.Values[column] + Enumerable.Range(0, Features).Sum(f =>
                    x.At(i[0], i[2], f) * _layer.InputWeight!.Values[f * 3 * Features + column]);
            }));
        }
    }

    private static void AssertClose(double[] expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Length, actual.Values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual.Values[i], 1e-12);
    }
}
