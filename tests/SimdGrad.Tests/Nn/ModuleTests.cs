using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;
using SimdGrad.Nn;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Nn;

public sealed class ModuleTests
{
    public static TheoryData<VectorWidth> Widths => [.. OpTypes.Widths];

    [Fact]
    public void Parameters_are_named_by_position()
    {
        var inner = new Sequential<float>(new Activation<float, Tanh>(), new Linear<float>(3, 4, bias: false));
        var model = new Sequential<float>(new Linear<float>(2, 3), inner, new Linear<float>(4, 1));
        using var set = model.Initialize(1);
        Assert.Equal(["0.weight", "0.bias", "1.1.weight", "2.weight", "2.bias"], set.Select(p => p.Name));
        Assert.Equal(["[2, 3]", "[3]", "[3, 4]", "[4, 1]", "[1]"], set.Select(p => p.Shape.ToString()));
        Assert.Same(((Linear<float>)model[2]).Bias, set["2.bias"]);
        Assert.Equal(3, model.Count);
        Assert.Equal([model[0], model[1], model[2]], model);

        using var alone = new Linear<float>(2, 3).Initialize(1);
        Assert.Equal(["weight", "bias"], alone.Select(p => p.Name));
    }

    [Fact]
    public void A_linear_layer_computes_x_w_plus_b()
    {
        using var tape = new Tape<double>();
        var layer = new Linear<double>(2, 3);
        using var set = layer.Initialize(1);
        ReadOnlySpan<double> w = [1, 2, 3, 4, 5, 6], b = [10, 20, 30];
        w.CopyTo(layer.Weight!.Values);
        b.CopyTo(layer.Bias!.Values);
        var y = layer.Forward(tape.Constant([1, -1, 2, 0], [2, 2]));
        Assert.Equal(new Shape(2, 3), y.Shape);
        Assert.Equal([7, 17, 27, 12, 24, 36], y.Values);
    }

    [Fact]
    public void A_linear_layer_may_have_no_bias()
    {
        using var tape = new Tape<double>();
        var layer = new Linear<double>(2, 1, bias: false);
        using var set = layer.Initialize(1);
        Assert.Null(layer.Bias);
        ReadOnlySpan<double> w = [3, 5];
        w.CopyTo(layer.Weight!.Values);
        var y = layer.Forward(tape.Constant([1, 2], [1, 2]));
        Assert.Equal(13, y.Item());
        y.Backward([1]);
        Assert.Equal([1, 2], layer.Weight.Gradient);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_fused_activation_gives_the_same_bits(VectorWidth width)
    {
        using var scope = Isa.Use(width);
        AssertFusedIsSame(new Relu());
        AssertFusedIsSame(new Tanh());
        AssertFusedIsSame(new Sigmoid());
        AssertFusedIsSame(new ReadsInput());
        AssertFusedIsSame(new Scaled(3));
    }

    [Fact]
    public void Forward_before_initialization_is_an_error_and_leaves_no_trace()
    {
        using var tape = new Tape<float>();
        var x = tape.Constant([1, 2], [1, 2]);
        foreach (Module<float> module in (Module<float>[])
            [new Linear<float>(2, 1), new Sequential<float>(new Linear<float>(2, 1), new Activation<float, Relu>())])
        {
            var e = Assert.Throws<InvalidOperationException>(() => module.Forward(x));
            Assert.Contains("Initialize", e.Message, StringComparison.Ordinal);
            Assert.Equal(1, tape.Count);
        }
    }

    [Fact]
    public void An_input_that_does_not_fit_is_an_error_and_leaves_no_trace()
    {
        using var tape = new Tape<float>();
        var model = new Sequential<float>(new Linear<float>(2, 3), new Activation<float, Relu>());
        using var set = model.Initialize(1);
        foreach (var shape in (Shape[])[[2, 3], [6], [1, 2, 3]])
        {
            var x = tape.Constant(new float[6], shape);
            int count = tape.Count;
            foreach (Module<float> module in (Module<float>[])[model, model[0]])
            {
                var e = Assert.Throws<ArgumentException>(() => module.Forward(x));
                Assert.Contains($"input has shape {shape}; the layer takes [rows, 2]", e.Message, StringComparison.Ordinal);
            }
            Assert.Throws<InvalidOperationException>(() => model.Forward(default));
            Assert.Equal(count, tape.Count);
        }
        Assert.Equal(new Shape(3, 3), model.Forward(tape.Constant(new float[6], [3, 2])).Shape);
    }

    [Fact]
    public void A_layer_of_disposed_parameters_is_an_error_and_leaves_no_trace()
    {
        using var tape = new Tape<float>();
        var layer = new Linear<float>(2, 1);
        layer.Initialize(1).Dispose();
        var x = tape.Constant([1, 2], [1, 2]);
        var e = Assert.Throws<ObjectDisposedException>(() => layer.Forward(x));
        Assert.Contains("ParameterSet", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, tape.Count);
    }

    [Fact]
    public void A_module_that_occurs_twice_is_an_error()
    {
        var layer = new Linear<float>(2, 2);
        var e = Assert.Throws<ArgumentException>(() => new Sequential<float>(layer, new Activation<float, Relu>(), layer));
        Assert.Contains("modules[2]", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => new Sequential<float>(layer, null!));
        Assert.Contains("modules[1]", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new Sequential<float>(null!));

        var nested = new Sequential<float>(layer, new Sequential<float>(new Linear<float>(2, 2), layer));
        e = Assert.Throws<ArgumentException>(() => nested.Initialize(1));
        Assert.Contains("'1.1.'", e.Message, StringComparison.Ordinal);
        Assert.Null(layer.Weight);
    }

    [Theory]
    [InlineData(0, 1, "inputs")]
    [InlineData(-3, 1, "inputs")]
    [InlineData(1, 0, "outputs")]
    [InlineData(1, int.MinValue, "outputs")]
    public void Sizes_less_than_1_are_an_error(int inputs, int outputs, string argument)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<float>(inputs, outputs));
        Assert.Equal((argument, (object)Math.Min(inputs, outputs)), (e.ParamName, e.ActualValue));
    }

    [Fact]
    public void An_empty_chain_is_the_identity()
    {
        using var tape = new Tape<float>();
        var model = new Sequential<float>();
        using var set = model.Initialize(1);
        Assert.Empty(set);
        Assert.Equal(5, model.Forward(tape.Constant([5], [])).Item());
    }

    private static void AssertFusedIsSame<TOp>(TOp op) where TOp : unmanaged, IUnaryOp
    {
        AssertFusedIsSame(new Linear<float>(19, 37), [7, 19], op);
        AssertFusedIsSame(new Conv2d<float>(2, 5, (3, 4), padding: 1), [3, 2, 6, 11], op);
        AssertFusedIsSame(new Conv2d<float>(40, 7, 3, stride: 2, bias: false), [1, 40, 9, 8], op);
        AssertFusedIsSame(new Conv2d<float>(6, 14, 1, groups: 2), [2, 6, 5, 5], op);
    }

    private static void AssertFusedIsSame<TOp>(Module<float> layer, Shape shape, TOp op) where TOp : unmanaged, IUnaryOp
    {
        using var tape = new Tape<float>();
        var activation = new Activation<float, TOp>(op);
        using var set = new Sequential<float>(layer, activation).Initialize(3);
        var random = new CounterRandom(5);
        float[] x = [.. Enumerable.Range(0, shape.FlattenedLength).Select(i => (float)random.Normal((ulong)i))];
        float[] seed = [.. Enumerable.Range(0, 2000).Select(i => (float)random.Normal((ulong)i))];
        byte[] fused = Run(new Sequential<float>(layer, activation).Forward);
        int fusedCount = tape.Count;
        byte[] apart = Run(input => activation.Forward(layer.Forward(input)));
        Assert.Equal(apart, fused);
        // A node has room for the parameters of the activation, but beside those of a window for small ones only.
        bool isOne = !TOp.BackwardReadsInput && (layer is Linear<float> || Unsafe.SizeOf<TOp>() <= 4);
        Assert.Equal(tape.Count - (isOne ? 1 : 0), fusedCount);

        byte[] Run(Func<Tensor<float>, Tensor<float>> forward)
        {
            tape.Reset();
            set.ZeroGradients();
            var input = tape.Variable(x, shape);
            var y = forward(input);
            y.Backward(seed.AsSpan(0, y.Shape.FlattenedLength));
            return
            [
                .. MemoryMarshal.AsBytes(y.Values), .. MemoryMarshal.AsBytes(input.Gradient),
                .. MemoryMarshal.AsBytes(set.Gradients),
            ];
        }
    }

    [Fact]
    public void Parameters_of_an_activation_reach_forward_and_backward()
    {
        using var tape = new Tape<double>();
        var layer = new Linear<double>(1, 1, bias: false);
        using var set = layer.Initialize(1);
        layer.Weight!.Values[0] = 5;
        var y = new Sequential<double>(layer, new Activation<double, Scaled>(new(3))).Forward(tape.Constant([2], [1, 1]));
        Assert.Equal(30, y.Item());
        y.Backward();
        Assert.Equal(6, layer.Weight.Gradient[0]);

        // Without parameters it is new(), not default.
        tape.Reset();
        y = new Activation<double, Scaled>().Forward(tape.Variable([2], [1]));
        Assert.Equal(14, y.Item());
        Assert.Equal(14, tape.Constant([2], [1]).Apply<Scaled>().Item());
    }

    /// <summary>k x; 7 x unless another k is given. A fused layer needs only its output.</summary>
    private readonly struct Scaled(double k) : IUnaryOp
    {
        private readonly double _k = k;

        public Scaled() : this(7)
        {
        }

        public static bool BackwardReadsInput => false;

        public double Reference(double x) => _k * x;

        public V Forward<V>(V x) where V : struct, IVec<V> => V.Of(_k) * x;

        public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => V.Of(_k) * dy;
    }

    /// <summary>x^2: a derivative that the output does not tell, so that the layer cannot be fused.</summary>
    private readonly struct ReadsInput : IUnaryOp
    {
        public static bool BackwardReadsInput => true;

        public double Reference(double x) => x * x;

        public V Forward<V>(V x) where V : struct, IVec<V> => x * x;

        public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy * (x + x);
    }
}
