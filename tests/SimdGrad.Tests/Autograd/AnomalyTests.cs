using System.Runtime.CompilerServices;
using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>The operation, the element and the place that first make a NaN or an infinity are told.</summary>
public sealed class AnomalyTests : IDisposable
{
    private readonly Tape<double> _tape = new() { DetectsAnomalies = true };

    public void Dispose() => _tape.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void A_value(int length)
    {
        double[] values = [.. Enumerable.Repeat(1.0, length)];
        var x = _tape.Variable(values, [length]);
        values[length - 2] = -1;
        var y = _tape.Variable(values, [length]);
        var fine = x.Log() + y;
        var e = Throws("Log", length - 2, () => y.Log());
        Assert.Contains($"NaN at element {length - 2} of its value [{length}]", e.Message, StringComparison.Ordinal);
        var zero = x + y;
        Throws("Divide", length - 2, () => x / zero);
        Throws("Exp", 0, () => (x * 1000).Exp());
        Assert.Equal(2 + 3 + 1, _tape.Count);
        fine.Sum().Backward();
    }

    [Fact]
    public void A_gradient()
    {
        for (int step = 0; step < 3; step++)
        {
            _tape.Reset();
            var x = _tape.Variable([4, 0, 1], [3]);
            int line = Line() + 1;
            var root = x.Sqrt().Sum();
            var e = Throws("Sqrt", 1, () => root.Backward());
            Assert.Contains("of the gradient of Variable [3]", e.Message, StringComparison.Ordinal);
            Assert.EndsWith($"AnomalyTests.cs:{line}", e.Location, StringComparison.Ordinal);
            Assert.Contains(nameof(A_gradient), e.Location, StringComparison.Ordinal);
            Assert.Contains(e.Location, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_place_is_that_of_another_operation_after_a_reset()
    {
        double[] values = [4, -1, 1];
        // Where the first step notes a square, the second has something else.
        for (int step = 0; step < 2; step++)
        {
            _tape.Reset();
            var x = _tape.Variable(values, [3]);
            if (step == 0)
                x.Square();
            int line = Line() + 1;
            var e = Throws(step == 0 ? "Log" : "Sqrt", 1, () => step == 0 ? x.Log() : x.Sqrt());
            Assert.EndsWith($"AnomalyTests.cs:{line}", e.Location, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_gradient_of_a_parameter()
    {
        using var set = new ParameterSet<double>(("w", [2, 1]));
        var root = (_tape.Use(set["w"]) * 1e200).Sum();
        root.Backward([1e100], retainGraph: true);
        Assert.Equal([1e300, 1e300], set["w"].Gradient);
        var e = Throws("Scale", 0, () => root.Backward([1e200]));
        Assert.Contains("Parameter 'w' [2, 1]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_NaN_is_told_where_it_is_read_and_infinities_are_meant()
    {
        var infinite = _tape.Constant([0, double.NegativeInfinity], [2]);
        var x = _tape.Variable([1, 2], [2]);
        var masked = x + infinite;
        Assert.Equal([0.0, double.NegativeInfinity], (masked - x * 1).Values);
        // From an infinity an operation can make a NaN all the same.
        Throws("Subtract", 1, () => masked - infinite);
        var bad = _tape.Constant([0, double.NaN], [2]);
        var e = Throws("Constant", 1, () => x * bad);
        Assert.Contains("Constant [2] has NaN at element 1; Multiply reads it", e.Message, StringComparison.Ordinal);
        using var set = new ParameterSet<double>(("w", [2]));
        set["w"].Values[0] = double.NaN;
        Throws("Parameter 'w'", 0, () => x * _tape.Use(set["w"]));
        using var inner = new ParameterSet<double>(("w", []));
        Throws("Log", 0, () => _tape.Checkpoint(x, t => (t - 5).Log()));
    }

    [Fact]
    public void Without_it_nothing_is_searched()
    {
        _tape.DetectsAnomalies = false;
        var x = _tape.Variable([-1], []);
        var y = x.Log();
        y.Backward();
        Assert.True(double.IsNaN(y.Item()));
    }

    [Fact]
    public void Warm_steps_allocate_nothing()
    {
        var model = new Sequential<double>(new Linear<double>(3, 4), new Activation<double, Relu>(), new Linear<double>(4, 2));
        using var set = model.Initialize(1);
        double[] features = [1, 2, 3, 4, 5, 6];
        for (int i = 0; i < 4; i++)
            Step();
        Assert.Equal(0, Allocation.Of(Step));

        void Step()
        {
            _tape.Reset();
            set.ZeroGradients();
            model.Forward(_tape.Constant(features, [2, 3])).SoftmaxCrossEntropy([0, 1]).Backward();
        }
    }

    private static AnomalyException Throws(string operation, int element, Action action)
    {
        var e = Assert.Throws<AnomalyException>(action);
        Assert.Equal((operation, element), (e.Operation, e.Element));
        Assert.Contains("AnomalyTests.cs:", e.Location, StringComparison.Ordinal);
        return e;
    }

    private static AnomalyException Throws(string operation, int element, Func<Tensor<double>> action) =>
        Throws(operation, element, () => { action(); });

    private static int Line([CallerLineNumber] int line = 0) => line;
}
