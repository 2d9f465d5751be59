using System.Runtime.InteropServices;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>Each mistake is a typed error that names what is wrong, changes nothing and leaves the tape usable.</summary>
public sealed class TapeErrorTests : IDisposable
{
    private readonly Tape<double> _tape = new();
    private readonly Tape<double> _other = new();
    private readonly ParameterSet<double> _set = new(("w", [2, 3]), ("b", [3]));
    private readonly Tensor<double> _x, _y, _foreign;
    private bool _differentiated;

    public TapeErrorTests()
    {
        _x = _tape.Variable([1, 2, 3, 4], [2, 2]);
        _y = (_x * _x).RetainGradient();
        _foreign = _other.Variable([1, 2, 3, 4], [2, 2]);
        for (int i = 0; i < _set.Count; i++)
            for (int j = 0; j < _set[i].Shape.FlattenedLength; j++)
                (_set[i].Values[j], _set[i].Gradient[j]) = (0.25 * j - 1, j + 0.5);
    }

    /// <summary>After the mistakes, with and without a reset, the tape computes what it should.</summary>
    public void Dispose()
    {
        if (!_differentiated)
            AssertDifferentiates(_x);
        _tape.Reset();
        AssertDifferentiates(_tape.Variable([1, 2, 3, 4], [2, 2]));
        _tape.Dispose();
        _other.Dispose();
        _set.Dispose();
    }

    [Fact]
    public void Backward_of_several_elements_without_a_seed() =>
        Fails<InvalidOperationException>(() => _y.Backward(), "[2, 2]", "seed");

    [Fact]
    public void Backward_of_no_element_without_a_seed()
    {
        var empty = _tape.Variable([], [0]);
        Fails<InvalidOperationException>(() => empty.Backward(), "[0]");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_seed_of_wrong_length(int length) =>
        Fails<ArgumentException>(() => _y.Backward(new double[length]), "seed", $"{length} elements", "[2, 2]");

    [Fact]
    public void An_empty_seed() => Fails<ArgumentException>(() => _y.Backward([]), "seed is empty", "[2, 2]");

    [Fact]
    public void A_second_backward_without_reset()
    {
        _differentiated = true;
        var root = _y.Sum();
        root.Backward();
        Assert.Equal([2, 4, 6, 8], _x.Gradient);
        Fails<InvalidOperationException>(() => root.Backward(), "already", "Reset", "retainGraph");
    }

    [Fact]
    public void A_root_that_needs_no_gradient()
    {
        var c = _tape.Constant([1], []);
        Fails<InvalidOperationException>(() => c.Backward(), "no variable or parameter");
    }

    [Fact]
    public void Item_of_several_elements() => Fails<InvalidOperationException>(() => _y.Item(), "[2, 2]");

    [Fact]
    public void Values_that_do_not_fit_the_shape()
    {
        Fails<ArgumentException>(() => _tape.Constant([1, 2, 3], [2, 2]), "values has 3", "[2, 2] takes 4");
        Fails<ArgumentException>(() => _tape.Variable([], []), "values has 0", "[] takes 1");
    }

    [Fact]
    public void Memory_of_negative_length() =>
        Fails<ArgumentOutOfRangeException>(() => _tape.Allocate(-64), "length", "-64");

    [Fact]
    public void A_record_whose_values_do_not_fit_its_shape() =>
        Fails<ArgumentException>(
            () => _tape.Record<Sum>([3], _tape.Allocate(2), default, _x), "values has 2", "[3] takes 3");

    [Fact]
    public void Tensors_of_two_tapes()
    {
        int count = _other.Count;
        Fails<ArgumentException>(() => _x + _foreign, "another tape");
        Fails<ArgumentException>(() => _foreign * _x, "another tape");
        Fails<ArgumentException>(() => _x.MatMul(_foreign), "another tape");
        Fails<ArgumentException>(() => _x.Linear(_foreign), "another tape");
        Fails<ArgumentException>(() => _x.Linear(_y, _other.Constant([1, 2], [2])), "another tape");
        Assert.Equal(count + 1, _other.Count);
    }

    [Fact]
    public void The_default_tensor()
    {
        Tensor<double> none = default;
        Fails<InvalidOperationException>(() => _ = none.Shape, "default");
        Fails<InvalidOperationException>(() => _ = none.Tape, "default");
        Fails<InvalidOperationException>(() => none.Backward(), "default");
        Fails<InvalidOperationException>(() => none.Relu(), "default");
        Fails<InvalidOperationException>(() => _x + none, "default");
        Fails<InvalidOperationException>(() => none + _x, "default");
        Fails<InvalidOperationException>(() => _x.MatMul(none), "default");
        Fails<InvalidOperationException>(() => _x.Linear(none), "default");
        Fails<InvalidOperationException>(() => none.MeanSquaredError([1]), "default");
        Fails<ArgumentException>(() => _tape.Record<Sum>([], _tape.Allocate(1), default, none), "input0 is default");
    }

    [Fact]
    public void Operands_of_different_shapes()
    {
        var wide = _tape.Constant([1, 2, 3, 4], [4]);
        Fails<ArgumentException>(() => _x + wide, "Add", "[2, 2]", "[4]");
        Fails<ArgumentException>(() => wide * _x, "Multiply", "[4]", "[2, 2]");
    }

    [Fact]
    public void Matrices_that_do_not_fit()
    {
        var tall = _tape.Constant([1, 2, 3], [3, 1]);
        var vector = _tape.Constant([1, 2], [2]);
        Fails<ArgumentException>(() => _x.MatMul(tall), "[2, 2]", "[3, 1]", "[m, k] and [k, n]");
        Fails<ArgumentException>(() => _x.MatMul(vector), "[2, 2]", "[2]");
        Fails<ArgumentException>(() => vector.MatMul(_x), "[2]", "[2, 2]");
        Fails<ArgumentException>(() => _x.Linear(tall), "[2, 2]", "[3, 1]");
        Fails<ArgumentException>(() => vector.Linear(_x), "[2]", "[2, 2]");
        Fails<ArgumentException>(() => _x.Linear(_y, tall), "bias", "[3, 1]", "takes [2]");
        Fails<ArgumentException>(() => _x.Linear(_y, tall, new Relu()), "bias", "[3, 1]", "takes [2]");
    }

    [Fact]
    public void Targets_that_are_too_few_or_too_many()
    {
        Fails<ArgumentException>(() => _x.MeanSquaredError([1, 2, 3]), "targets has 3", "[2, 2]");
        Fails<ArgumentException>(() => _x.HalfMeanSquaredError([1, 2, 3, 4, 5]), "targets has 5", "[2, 2]");
        Fails<ArgumentException>(() => _x.MeanAbsoluteError([]), "targets has 0", "[2, 2]");
        Fails<ArgumentException>(() => _x.BinaryCrossEntropyWithLogits([1]), "targets has 1", "[2, 2]");
        Fails<ArgumentException>(() => _x.SoftmaxCrossEntropy([1]), "classes has 1", "[2, 2]");
        var vector = _tape.Variable([1, 2], [2]);
        Fails<ArgumentException>(() => vector.SoftmaxCrossEntropy([1, 0]), "[2]", "[rows, classes]");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_class_out_of_range(int index) =>
        Fails<ArgumentOutOfRangeException>(() => _x.SoftmaxCrossEntropy([0, index]), $"classes[1] is {index}", "0 to 1");

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(1.5, "1.5")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_target_that_is_no_probability(double target, string name) =>
        Fails<ArgumentException>(
            () => _x.BinaryCrossEntropyWithLogits([0, 1, target, 0.5]), $"targets[2] is {name}", "[0, 1]");

    [Fact]
    public void An_input_that_the_operation_has_not()
    {
        _differentiated = true;
        var root = _tape.Record<ReadsInput1>([], _tape.Allocate(1), default, _x);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => root.Backward());
        Assert.Contains("without input 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_of_a_disposed_set()
    {
        var set = new ParameterSet<double>(("w", [2, 3]));
        var w = set["w"];
        set.Dispose();
        set.Dispose();
        Fails<ObjectDisposedException>(() => _tape.Use(w), "ParameterSet");
        Fails<ObjectDisposedException>(() => _ = w.Values, "ParameterSet");
        Fails<ObjectDisposedException>(() => _ = w.Gradient, "ParameterSet");
        Fails<ObjectDisposedException>(() => _ = set.Values, "ParameterSet");
        Fails<ObjectDisposedException>(() => _ = set.Gradients, "ParameterSet");
        Fails<ObjectDisposedException>(() => set.ZeroGradients(), "ParameterSet");
        Fails<ArgumentNullException>(() => _tape.Use(null!), "parameter");
    }

    [Fact]
    public void A_parameter_set_without_names_of_its_own()
    {
        Fails<ArgumentException>(() => _ = new ParameterSet<double>(("w", [2]), ("w", [3])), "two parameters named 'w'");
        Fails<ArgumentException>(() => _ = new ParameterSet<double>(("", [2])), "empty");
        Fails<ArgumentException>(
            () => _ = new ParameterSet<double>(("a", [1 << 30]), ("b", [1 << 30])), "'b'", "2147483648 elements");
        Fails<KeyNotFoundException>(() => _ = _set["v"], "'v'", "w, b");
    }

    [Fact]
    public void An_operation_larger_than_16_bytes_is_an_error_and_leaves_no_trace()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable([1], [1]);
        var e = Assert.Throws<NotSupportedException>(() => tape.Record<TooLarge>([1], tape.Allocate(1), default, x));
        Assert.Contains("TooLarge", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, tape.Count);
    }

    [Fact]
    public void Element_types_other_than_float_and_double()
    {
        Fails<NotSupportedException>(() => _ = new Tape<Half>(), "float and double", "Half");
        Fails<NotSupportedException>(() => _ = new ParameterSet<Half>(("w", [1])), "float and double", "Half");
    }

    private void Fails<TException>(Func<Tensor<double>> action, params string[] parts) where TException : Exception =>
        Fails<TException>(() => { action(); }, parts);

    private void Fails<TException>(Action action, params string[] parts) where TException : Exception
    {
        int count = _tape.Count;
        byte[] before = Snapshot();
        var e = Assert.Throws<TException>(action);
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
        Assert.Equal(count, _tape.Count);
        Assert.Equal(before, Snapshot());
    }

    private byte[] Snapshot() =>
    [
        .. MemoryMarshal.AsBytes(_set.Values), .. MemoryMarshal.AsBytes(_set.Gradients),
        .. MemoryMarshal.AsBytes(_x.Values), .. MemoryMarshal.AsBytes(_x.Gradient),
        .. MemoryMarshal.AsBytes(_y.Values), .. MemoryMarshal.AsBytes(_y.Gradient),
    ];

    private static void AssertDifferentiates(Tensor<double> x)
    {
        var y = (x * x).Sum();
        y.Backward();
        Assert.Equal(30, y.Item());
        Assert.Equal([2, 4, 6, 8], x.Gradient);
    }

    private readonly struct TooLarge(decimal sixteenBytes, byte oneMore) : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
            throw new InvalidOperationException($"{sixteenBytes} {oneMore}");
    }

    private readonly struct ReadsInput1 : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            Assert.False(context.HasInput(1));
            context.Input(1);
        }
    }
}
