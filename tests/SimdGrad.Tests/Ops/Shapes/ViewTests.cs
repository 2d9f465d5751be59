using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace SimdGrad.Tests.Ops.Shapes;

/// <summary>What lies in place where the layout allows it, and what its gradients are.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly Tape<double> _tape = new();
    private readonly Tensor<double> _x;

    public ViewTests() => _x = _tape.Variable([.. Enumerable.Range(0, 24).Select(i => (double)i)], [2, 3, 4]);

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void Views_share_memory_and_copies_do_not()
    {
        Assert.True(IsAt(_x.Reshape([6, 4]), 0));
        Assert.True(IsAt(_x.Flatten(), 0));
        Assert.True(IsAt(_x.Unsqueeze(1).Squeeze(), 0));
        Assert.True(IsAt(_x.Narrow(0, 1, 1), 12));
        Assert.True(IsAt(_x.Select(0, ^1), 12));
        Assert.True(IsAt(_x.Select(0, 1).Slice(0, 1..), 16));
        Assert.True(IsAt(_x.Unsqueeze(0).Transpose(0, 1), 0));
        Assert.True(IsAt(_x.Expand([1, 1, 2, 3, 4]), 0));
        Assert.True(IsAt(_x.Narrow(2, 0, 4), 0));
        Assert.False(IsAt(_x.Narrow(2, 0, 3), 0));
        Assert.False(IsAt(_x.Permute(1, 0, 2), 0));
        Assert.False(IsAt(_x.Transpose(), 0));
    }

    [Fact]
    public void Shapes()
    {
        Assert.Equal([4, 6], _x.Reshape(4, -1).Shape);
        Assert.Equal([24], _x.Reshape(-1).Shape);
        Assert.Equal([24, 1], _x.Reshape(-1, 1).Shape);
        Assert.Equal([2, 12], _x.Flatten(1).Shape);
        Assert.Equal([6, 4], _x.Flatten(0, 1).Shape);
        Assert.Equal([2, 3, 4], _x.Flatten(1, 1).Shape);
        Assert.Equal([1], _tape.Constant([5], []).Flatten().Shape);
        Assert.Equal([2, 3, 4, 1], _x.Unsqueeze(^1).Shape);
        Assert.Equal([1, 2, 3, 4], _x.Unsqueeze(0).Shape);
        Assert.Equal([2, 3, 4], _x.Unsqueeze(0).Unsqueeze(2).Squeeze().Shape);
        Assert.Equal([2, 3, 1, 4], _x.Unsqueeze(0).Unsqueeze(3).Squeeze(0).Shape);
        Assert.Equal([4, 3, 2], _x.Transpose(0, ^1).Shape);
        Assert.Equal([2, 4, 3], _x.Transpose().Shape);
        Assert.Equal([2, 3], _x.Select(^1, 0).Shape);
        Assert.Equal([2, 2, 4], _x.Slice(1, ^2..).Shape);
        Assert.Equal([2, 0, 4], _x.Narrow(1, 3, 0).Shape);
        Assert.Equal([2, 2, 3, 4], Tensor<double>.Stack([_x, _x], 1).Shape);
        Assert.Equal([2, 6, 4], Tensor<double>.Concatenate([_x, _x], 1).Shape);
        Assert.Equal(["[2, 2, 4]", "[2, 1, 4]"], _x.Split(2, 1).Select(part => part.Shape.ToString()));
        Assert.Equal(["[2, 3, 2]", "[2, 3, 2]"], _x.Chunk(2, ^1).Select(part => part.Shape.ToString()));
        Assert.Equal(["[2, 3, 1]", "[2, 3, 1]", "[2, 3, 1]", "[2, 3, 1]"], _x.Chunk(9, ^1).Select(part => part.Shape.ToString()));
        Assert.Equal(["[0, 3]"], _tape.Constant([], [0, 3]).Split(5).Select(part => part.Shape.ToString()));
        Assert.Equal([5, 6, 7], _x.Slice(0, 0..1).Select(1, 1).Squeeze(0).Slice(0, 1..).Values);
    }

    // A view lends its gradient to what it was made of; what that gets besides must not show in the view's.
    [Fact]
    public void Each_use_of_a_view_has_a_gradient_of_its_own()
    {
        var scaled = (_x * 3).RetainGradient();
        var view = _x.Reshape(24).RetainGradient();
        var again = view.Reshape([4, 6]).RetainGradient();
        (scaled.Sum() + view.Sum() * 5 + again.Sum() * 7).Backward();
        Assert.All(again.Gradient.ToArray(), g => Assert.Equal(7, g));
        Assert.All(view.Gradient.ToArray(), g => Assert.Equal(12, g));
        Assert.All(scaled.Gradient.ToArray(), g => Assert.Equal(1, g));
        Assert.All(_x.Gradient.ToArray(), g => Assert.Equal(15, g));
    }

    [Fact]
    public void Parts_of_one_tensor_add_up()
    {
        double[] seed = [.. Enumerable.Range(0, 24).Select(i => 1.0 + i)];
        foreach (Index axis in (Index[])[0, 1, ^1])
        {
            _tape.Reset();
            var x = _tape.Variable(seed, [2, 3, 4]);
            var whole = Tensor<double>.Concatenate(x.Split(1, axis), axis);
            Assert.Equal(seed, whole.Values);
            (whole + x.Unsqueeze(0).Squeeze(0)).Backward(seed);
            Assert.Equal(seed.Select(g => 2 * g), x.Gradient.ToArray());
        }
    }

    [Fact]
    public void A_part_that_wants_no_gradient_may_be_beside_others()
    {
        var constant = _tape.Constant(new double[24], [2, 3, 4]);
        foreach (bool first in (bool[])[false, true])
        {
            var y = Tensor<double>.Concatenate(first ? [constant, _x] : [_x, constant]);
            Assert.True(y.RequiresGradient);
        }
        Tensor<double>.Concatenate([constant, _x, constant], 1).Sum().Backward();
        Assert.True(constant.Gradient.IsEmpty);
        Assert.All(_x.Gradient.ToArray(), g => Assert.Equal(1, g));
    }

    // Through a parameter, whose gradient is added to from the beginning.
    [Fact]
    public void A_view_of_a_parameter_adds_to_its_gradient()
    {
        using ParameterSet<double> set = new(("w", [2, 3]));
        for (int pass = 1; pass <= 2; pass++)
        {
            _tape.Reset();
            var w = _tape.Use(set[0]);
            (w.Reshape(6).Sum() + w.Select(0, 1).Sum() + w.Transpose().Sum()).Backward();
            Assert.Equal(((double[])[2, 2, 2, 3, 3, 3]).Select(g => pass * g), set[0].Gradient.ToArray());
        }
    }

    [Fact]
    public void Tensors_without_elements()
    {
        var x = _tape.Variable([], [0, 3, 2]);
        var w = _tape.Variable([1, 2], [2]);
        Assert.Equal([3, 0, 2], x.Permute(1, 0, 2).Shape);
        Assert.Equal([0, 6], x.Flatten(1).Shape);
        Assert.Equal([0, 2], x.Select(1, 2).Shape);
        Assert.Equal([0, 3, 2], Tensor<double>.Concatenate([x, x]).Shape);
        Assert.Equal([0, 2, 3, 2], Tensor<double>.Stack([x, x], 1).Shape);
        Assert.Equal([0, 3, 5], x.MatMul(_tape.Constant(new double[10], [2, 5])).Shape);
        Assert.Equal([0, 7, 2], x.IndexSelect(1, [0, 1, 2, 2, 1, 0, 0]).Shape);
        (x * w + x.Transpose().Transpose() + w.Expand([0, 3, 2])).Sum().Backward();
        Assert.Equal([0, 0], w.Gradient.ToArray());
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_errors_and_leave_no_trace()
    {
        var matrix = _tape.Constant(new double[6], [2, 3]);
        using Tape<double> other = new();
        var foreign = other.Constant(new double[24], [2, 3, 4]);
        int count = _tape.Count;
        Fails<ArgumentException>("shape", () => _x.Reshape(new Shape(5, 5)), "[2, 3, 4]", "[5, 5]");
        Fails<ArgumentException>("sizes", () => _x.Reshape(7, -1), "[2, 3, 4]", "[7, -1]");
        Fails<ArgumentException>("sizes", () => _x.Reshape(-1, -1), "-1");
        Fails<ArgumentOutOfRangeException>("sizes", () => _x.Reshape(-2, 3), "-2");
        Fails<ArgumentException>("axis", () => _x.Squeeze(1), "[2, 3, 4]", "size 3");
        Fails<ArgumentOutOfRangeException>("axis", () => _x.Squeeze(3), "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("axis", () => _x.Unsqueeze(4), "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("axis", () => _x.Unsqueeze(^5), "[2, 3, 4]");
        Fails<ArgumentException>("last", () => _x.Flatten(2, 1), "[2, 3, 4]");
        Fails<ArgumentException>("axes", () => _x.Permute(0, 1), "[0, 1]", "[2, 3, 4]");
        Fails<ArgumentException>("axes", () => _x.Permute(0, 1, 1), "[0, 1, 1]");
        Fails<ArgumentException>("axes", () => _x.Permute(0, 1, 3), "[0, 1, 3]");
        Fails<ArgumentException>("axes", () => _x.Permute(0, 1, -1), "[0, 1, -1]");
        Fails<ArgumentException>("x", () => _x.Select(0, 0).Select(0, 0).Transpose(), "[4]");
        count += 2;
        Fails<ArgumentOutOfRangeException>("axis", () => _x.Transpose(0, 3), "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("start", () => _x.Narrow(1, 4, 0), "[2, 3, 4]", "size 3");
        Fails<ArgumentOutOfRangeException>("start", () => _x.Narrow(1, -1, 1), "-1");
        Fails<ArgumentOutOfRangeException>("length", () => _x.Narrow(1, 2, 2), "[2, 3, 4]", "size 3");
        Fails<ArgumentOutOfRangeException>("length", () => _x.Narrow(1, 2, int.MaxValue), "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("range", () => _x.Slice(1, 2..1), "2..1", "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("range", () => _x.Slice(1, 2..5), "2..5", "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("index", () => _x.Select(1, 3), "[2, 3, 4]", "size 3");
        Fails<ArgumentOutOfRangeException>("index", () => _x.Select(1, ^4), "[2, 3, 4]", "size 3");
        Fails<ArgumentOutOfRangeException>("size", () => _x.Split(0), "1");
        Fails<ArgumentOutOfRangeException>("count", () => _x.Chunk(0), "1");
        Fails<ArgumentException>("parts", () => _x.Split(2, 1, new Tensor<double>[3]), "[2, 3, 4]");
        Fails<ArgumentException>("parts", () => Tensor<double>.Concatenate([]), "empty");
        Fails<ArgumentException>("parts", () => Tensor<double>.Concatenate([_x, matrix]), "parts[1]", "[2, 3]", "[2, 3, 4]");
        Fails<ArgumentException>("parts", () => Tensor<double>.Concatenate([_x, foreign]), "parts[1]", "another tape");
        Fails<ArgumentOutOfRangeException>("axis", () => Tensor<double>.Concatenate([_x, _x], 3), "[2, 3, 4]");
        Fails<ArgumentOutOfRangeException>("axis", () => Tensor<double>.Stack([_x, _x], 4), "[2, 3, 4]");
        Fails<ArgumentException>("parts", () => Tensor<double>.Stack([_x, matrix]), "parts[1]", "[2, 3]", "[2, 3, 4]");
        Fails<ArgumentException>("shape", () => _x.Expand([3, 4]), "[2, 3, 4]", "[3, 4]");
        Fails<ArgumentException>("shape", () => _x.Expand([2, 2, 3, 1]), "[2, 3, 4]", "[2, 2, 3, 1]");
        Fails<ArgumentException>("b", () => _x.MatMul(matrix), "[2, 3, 4]", "[2, 3]");
        Fails<ArgumentException>("b", () => matrix.MatMul(matrix, transposeA: true, transposeB: true), "[2, 3], transposed");
        Assert.Equal(count, _tape.Count);

        void Fails<TException>(string argument, Action action, params string[] parts) where TException : ArgumentException
        {
            var e = Assert.Throws<TException>(argument, action);
            Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
        }
    }

    private bool IsAt(Tensor<double> view, int offset) =>
        Unsafe.AreSame(in MemoryMarshal.GetReference(view.Values), in _x.Values[offset]);
}
