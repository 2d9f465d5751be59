using SimdGrad.Memory;
using SimdGrad.Nn;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>A segment that is computed again gives the bits of one that is kept.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Rows = 33, Width = 40, Blocks = 6;

    private readonly BufferPool _pool = new(1 << 24, BufferDiagnostics.Poison);
    private readonly Tape<float> _tape;
    private readonly Sequential<float>[] _blocks;
    private readonly ParameterSet<float>[] _sets;
    private readonly float[] _input = [.. Enumerable.Range(0, Rows * Width).Select(i => MathF.Sin(i))];

    public CheckpointTests()
    {
        _tape = new(_pool);
        _blocks = [.. Enumerable.Range(0, Blocks).Select(_ => new Sequential<float>(
            new Linear<float>(Width, 2 * Width), new Activation<float, Gelu>(), new Linear<float>(2 * Width, Width),
            new Activation<float, Tanh>()))];
        _sets = [.. _blocks.Select((block, i) => block.Initialize((ulong)i))];
    }

    public void Dispose()
    {
        _tape.Dispose();
        _pool.ThrowIfLeaked();
        _pool.Dispose();
        foreach (var set in _sets)
            set.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bits_are_those_of_the_plain_run(bool inputHasGradient)
    {
        // Each block's input goes by it too, and is added to by the block and by what comes after.
        var plain = Run((x, block) => block.Forward(x), out long plainPeak);
        var again = Run((x, block) => _tape.Checkpoint(x, block.Forward), out long peak);
        var nested = Run((x, block) => _tape.Checkpoint(x, y => y.Tape.Checkpoint(y.Sin(), block.Forward)), out _);
        var sines = Run((x, block) => block.Forward(x.Sin()), out _);
        Assert.Equal(plain, again);
        Assert.Equal(sines, nested);
        Assert.True(peak < 0.7 * plainPeak, $"{peak} bytes, {plainPeak} without checkpoints");

        float[] Run(Func<Tensor<float>, Sequential<float>, Tensor<float>> apply, out long peakBytes)
        {
            _tape.Reset();
            foreach (var set in _sets)
                set.ZeroGradients();
            var input = inputHasGradient ? _tape.Variable(_input, [Rows, Width]) : _tape.Constant(_input, [Rows, Width]);
            var x = input;
            foreach (var block in _blocks)
                x = apply(x, block) * 0.5 + x;
            var loss = x.MeanSquaredError(_input);
            loss.Backward();
            peakBytes = _tape.Memory.Peak;
            return [loss.Item(), .. input.Gradient, .. _sets.SelectMany(set => set.Gradients.ToArray())];
        }
    }

    [Fact]
    public void A_segment_that_gives_other_values_is_an_error()
    {
        int calls = 0;
        var x = _tape.Variable([1, 2], [2]);
        var y = _tape.Checkpoint(x, t => t * ++calls).Sum();
        Assert.Equal(3, y.Item());
        var e = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("other values", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => y.Backward());
        _tape.Reset();
        // And one that throws, in the forward pass, leaves no trace.
        x = _tape.Variable([1, 2], [2]);
        Assert.Throws<TimeoutException>(() => _tape.Checkpoint(x, _ => throw new TimeoutException()));
        Assert.Equal(1, _tape.Count);
        y = _tape.Checkpoint(x, t => t * 3).Sum();
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Equal([6, 6], x.Gradient);
    }

    [Fact]
    public void A_segment_reads_its_argument_and_parameters_only()
    {
        var (x, other) = (_tape.Variable([1, 2], [2]), _tape.Variable([3, 4], [2]));
        Assert.Throws<ArgumentException>(() => _tape.Checkpoint(x, t => t * other));
        Assert.Throws<ArgumentException>(() => _tape.Checkpoint(x, t => x));
        Assert.Throws<ArgumentNullException>(() => _tape.Checkpoint(x, null!));
        var same = _tape.Checkpoint(x, t => t);
        var none = _tape.Checkpoint(x, t => t.Tape.Constant([5, 6], [2]));
        (same + none).Sum().Backward();
        Assert.Equal([1, 1], x.Gradient);
        _tape.Reset();
        x = _tape.Constant([1, 2], [2]);
        Assert.False(_tape.Checkpoint(x, t => t * 2).RequiresGradient);
        using (_tape.NoGrad())
            Assert.Equal([2, 4], _tape.Checkpoint(_tape.Variable([1, 2], [2]), t => t * 2).Values);
    }

    [Fact]
    public void Gradients_of_checkpoints_are_differences() => GradCheck.Check(
        inputs => inputs[0].Tape.Checkpoint(inputs[0] * inputs[1], x => (x.Tanh() * x).Exp()),
        [new([3], [0.3, -0.7, 1.1]), new([3], [0.5, 2, -0.2])]);
}
