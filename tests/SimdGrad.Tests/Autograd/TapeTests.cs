using FsCheck.Xunit;
using Xunit;

namespace SimdGrad.Tests.Autograd;

public sealed class TapeTests : IDisposable
{
    private readonly Tape<double> _tape = new();

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void A_product_and_a_sum()
    {
        var (x, y) = (Scalar(3), Scalar(4));
        var z = x * y + x;
        Assert.Equal(15, z.Item());
        z.Backward();
        Assert.Equal((5.0, 3.0), (x.Gradient[0], y.Gradient[0]));
    }

    [Fact]
    public void A_tensor_that_is_both_operands_gets_both_gradients()
    {
        var x = Scalar(3);
        (x * x).Backward();
        Assert.Equal(6, x.Gradient[0]);
        _tape.Reset();
        x = Scalar(3);
        (x + x).Backward();
        Assert.Equal(2, x.Gradient[0]);
    }

    [Fact]
    public void A_tensor_used_several_times_gets_the_sum()
    {
        var x = Scalar(2);
        var y = x * x * x + x + x;
        Assert.Equal(12, y.Item());
        y.Backward();
        Assert.Equal(3 * 4 + 2, x.Gradient[0]);
    }

    [Fact]
    public void A_diamond()
    {
        var (x, y) = (Scalar(3), Scalar(5));
        var a = (x + y).RetainGradient();
        var b = (x * y).RetainGradient();
        var c = a * b;
        Assert.Equal(120, c.Item());
        c.Backward();
        Assert.Equal((15.0, 8.0), (a.Gradient[0], b.Gradient[0]));
        Assert.Equal((15 + 8 * 5.0, 15 + 8 * 3.0), (x.Gradient[0], y.Gradient[0]));
    }

    [Fact]
    public void A_matrix_product_with_a_seed()
    {
        var a = _tape.Variable([1, 2, 3, 4], [2, 2]);
        var b = _tape.Variable([5, 6, 7, 8], [2, 2]);
        var y = a.MatMul(b).RetainGradient();
        Assert.Equal([19, 22, 43, 50], y.Values);
        y.Backward([1, 0, 0, 2]);
        Assert.Equal([5, 7, 12, 16], a.Gradient);
        Assert.Equal([1, 6, 2, 8], b.Gradient);
        Assert.Equal([1, 0, 0, 2], y.Gradient);
    }

    [Fact]
    public void A_linear_layer_with_relu()
    {
        var x = _tape.Variable([1, -2, 3, 1], [2, 2]);
        var w = _tape.Variable([1, 0, -1, 2, 1, 1], [2, 3]);
        var b = _tape.Variable([0.5, 0.25, -9], [3]);
        var y = x.Linear(w, b, new Relu());
        // x w + b = (-2.5, -1.75, -12; 5.5, 1.25, -11).
        Assert.Equal([0, 0, 0, 5.5, 1.25, 0], y.Values);
        y.Sum().Backward();
        Assert.Equal([0, 0, 1, 3], x.Gradient);
        Assert.Equal([3, 3, 0, 1, 1, 0], w.Gradient);
        Assert.Equal([1, 1, 0], b.Gradient);
    }

    /// <summary>Random graphs of small integers, exact in double, against forward-mode differentiation.</summary>
    [Property]
    public void Random_graphs_have_the_gradients_of_dual_numbers(byte[] steps)
    {
        _tape.Reset();
        const int Leaves = 3;
        List<Tensor<double>> nodes = [];
        List<(double Value, double[] Slopes)> duals = [];
        for (int i = 0; i < Leaves; i++)
        {
            nodes.Add(Scalar(i - 3));
            double[] slopes = new double[Leaves];
            slopes[i] = 1;
            duals.Add((i - 3, slopes));
        }
        foreach (byte step in steps.Take(12))
        {
            // A product has a leaf on its right, so that no number outgrows 2^53.
            int left = (step >> 3) % nodes.Count, right = (step & 1) == 0 ? (step >> 1) % nodes.Count : (step >> 1) % Leaves;
            var (a, da) = duals[left];
            var (b, db) = duals[right];
            if ((step & 1) == 0)
            {
                nodes.Add(nodes[left] + nodes[right]);
                duals.Add((a + b, [.. da.Zip(db, (p, q) => p + q)]));
            }
            else
            {
                nodes.Add(nodes[left] * nodes[right]);
                duals.Add((a * b, [.. da.Zip(db, (p, q) => p * b + a * q)]));
            }
        }
        nodes[^1].Backward();
        Assert.Equal(duals[^1].Value, nodes[^1].Item());
        for (int i = 0; i < Leaves; i++)
            Assert.Equal(duals[^1].Slopes[i], nodes[i].Gradient.IsEmpty ? 0 : nodes[i].Gradient[0]);
    }

    [Fact]
    public void What_needs_no_gradient_gets_none()
    {
        var x = Scalar(3);
        var c = _tape.Constant([2], []);
        var d = c * c;
        var y = x * d;
        var later = y * y;
        Assert.True(x.RequiresGradient && y.RequiresGradient);
        Assert.False(c.RequiresGradient || d.RequiresGradient);
        y.Backward();
        Assert.Equal(4, x.Gradient[0]);
        Assert.True(c.Gradient.IsEmpty && d.Gradient.IsEmpty && later.Gradient.IsEmpty);
    }

    [Fact]
    public void Parameters_add_up_gradients_until_they_are_zeroed()
    {
        using var set = new ParameterSet<double>(("w", [2, 2]), ("b", [2]), ("unused", [3]));
        ReadOnlySpan<double> w = [0.1, -0.7, 0.3, 0.9], b = [0.01, 0.02];
        w.CopyTo(set["w"].Values);
        b.CopyTo(set["b"].Values);
        Pass();
        double[] once = set.Gradients.ToArray();
        Assert.DoesNotContain(0.0, once[..4]);
        Assert.Equal([0, 0, 0], set["unused"].Gradient);
        Pass();
        Assert.Equal(once.Select(g => 2 * g), set.Gradients.ToArray());
        set.ZeroGradients();
        Pass();
        Assert.Equal(once, set.Gradients.ToArray());
        Assert.Equal([0.1, -0.7, 0.3, 0.9], set["w"].Values);

        void Pass()
        {
            _tape.Reset();
            var x = _tape.Constant([0.3, 0.1, -0.2, 0.7], [2, 2]);
            x.Linear(_tape.Use(set["w"]), _tape.Use(set["b"]), new Tanh()).MeanSquaredError([1, 0, 0, 1]).Backward();
        }
    }

    [Fact]
    public void A_parameter_used_twice_on_a_tape_gets_the_sum()
    {
        using var set = new ParameterSet<double>(("w", []));
        set["w"].Values[0] = 3;
        (_tape.Use(set["w"]) * _tape.Use(set["w"])).Backward();
        Assert.Equal(6, set["w"].Gradient[0]);
        Assert.Equal(2 + 1, _tape.Count);
    }

    [Fact]
    public void A_root_may_be_a_leaf()
    {
        var x = Scalar(3);
        x.Backward();
        Assert.Equal(1, x.Gradient[0]);
        _tape.Reset();
        using var set = new ParameterSet<double>(("w", [2]));
        _tape.Use(set["w"]).Backward([2, 3]);
        Assert.Equal([2, 3], set["w"].Gradient);
    }

    [Fact]
    public void The_gradient_of_a_loss_scales_with_its_seed_and_adds_to_that_of_another()
    {
        // The first loss to come by lends its saved gradient; the second must add to it.
        var p = _tape.Variable([95, 205], [2]);
        var sum = p.MeanSquaredError([100, 200]) + p.HalfMeanSquaredError([100, 200]);
        Assert.Equal(37.5, sum.Item());
        sum.Backward();
        Assert.Equal([-7.5, 7.5], p.Gradient);
        _tape.Reset();
        p = _tape.Variable([95, 205], [2]);
        p.MeanSquaredError([100, 200]).Backward([3]);
        Assert.Equal([-15, 15], p.Gradient);
    }

    [Fact]
    public void An_empty_tensor_has_a_sum_and_an_empty_gradient()
    {
        var x = _tape.Variable([], [0, 3]);
        x.Sum().Backward();
        Assert.True(x.Gradient.IsEmpty);
        _tape.Reset();
        var y = _tape.Variable([], [0, 3]);
        var z = y + y;
        z.Backward([]);
        Assert.True(y.Gradient.IsEmpty);
    }

    [Fact]
    public void A_constant_bias_gets_no_gradient()
    {
        var x = _tape.Variable([1, 2], [1, 2]);
        var bias = _tape.Constant([7], [1]);
        x.Linear(_tape.Constant([3, 4], [2, 1]), bias).Backward();
        Assert.Equal([3, 4], x.Gradient);
        Assert.True(bias.Gradient.IsEmpty);
    }

    [Fact]
    public void Reset_starts_anew()
    {
        for (int i = 1; i <= 3; i++)
        {
            _tape.Reset();
            Assert.Equal(0, _tape.Count);
            var x = Scalar(i);
            (x * x).Backward();
            Assert.Equal(2.0 * i, x.Gradient[0]);
            Assert.Equal(2, _tape.Count);
        }
    }

    [Fact]
    public void Float_computes_in_float()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable([0.1f, 3], [2]);
        var y = (x * x).Sum();
        y.Backward();
        Assert.Equal(0.1f * 0.1f + 9f, y.Item());
        Assert.Equal([0.2f, 6], x.Gradient);
    }

    private Tensor<double> Scalar(double value) => _tape.Variable([value], []);
}
