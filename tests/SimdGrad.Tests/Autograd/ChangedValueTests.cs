using SimdGrad.Nn;
using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>A backward pass that would read values other than those of the forward pass is an error.</summary>
public sealed class ChangedValueTests : IDisposable
{
    private readonly Tape<float> _tape = new();
    private readonly ParameterSet<float> _set;
    private readonly Sequential<float> _model = new(
        new Linear<float>(2, 3), new Activation<float, Tanh>(), new Linear<float>(3, 1));

    public ChangedValueTests() => _set = _model.Initialize(1);

    public void Dispose()
    {
        _tape.Dispose();
        _set.Dispose();
    }

    public static TheoryData<string> Ways => ["optimizer", "set", "parameter", "span taken before"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_parameter_changed_in_between(string way)
    {
        using var optimizer = new Sgd<float>(_set, 0.1);
        _set.Gradients.Fill(1);
        var loss = Record();
        // Looking is no change, and a pass that does not read the values is not disturbed.
        _ = _set.Values[0] + _set["2.weight"].Values[1];
        loss.Backward(retainGraph: true);
        var early = _set["2.weight"].Values;
        switch (way)
        {
            case "optimizer":
                optimizer.Step();
                break;
            case "set":
                _set.Values[^16] += 1;
                break;
            case "parameter":
                _set["2.weight"].Values[1] *= 1.5f;
                break;
            default:
                early[2] += 1;
                break;
        }
        float[] gradients = _set["2.weight"].Gradient.ToArray();
        if (way == "set")
        {
            // The bias, which no backward pass reads.
            loss.Backward();
            return;
        }
        var e = Assert.Throws<InvalidOperationException>(() => loss.Backward());
        Assert.Contains(
            "FusedLinear<Identity> [4, 1] reads the parameter '2.weight' [3, 1]", e.Message, StringComparison.Ordinal);
        Assert.Equal(gradients, _set["2.weight"].Gradient);
        _tape.Reset();
        Record().Backward();
    }

    [Fact]
    public void A_change_before_another_use_shows_in_the_first_tape()
    {
        using var other = new Tape<float>();
        var loss = Record();
        _set["2.weight"].Values[0] += 1;
        var x = other.Variable([1, 2, 3], [1, 3]);
        x.MatMul(other.Use(_set["2.weight"])).Backward();
        Assert.Equal(_set["2.weight"].Values, x.Gradient);
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void Training_loops_change_parameters_at_will_after_the_pass()
    {
        using var optimizer = new Adam<float>(_set, 0.1);
        for (int i = 0; i < 3; i++)
        {
            _tape.Reset();
            _set.ZeroGradients();
            Record().Backward();
            _set.Values[0] += 0.1f;
            optimizer.Step();
            using (_tape.NoGrad())
                _ = Record().Item();
            _set["0.weight"].Values[0] += 0.1f;
        }
    }

    private Tensor<float> Record() =>
        _model.Forward(_tape.Variable([1, 2, 3, 4, 5, 6, 7, 8], [4, 2])).MeanSquaredError([1, 2, 3, 4]);
}
