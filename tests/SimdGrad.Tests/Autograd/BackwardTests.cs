using System.Numerics;
using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>What a backward pass keeps, adds up, lets others see, and leaves behind when it fails.</summary>
public sealed class BackwardTests : IDisposable
{
    private readonly BufferPool _pool = new(1 << 24, BufferDiagnostics.Poison);
    private readonly Tape<double> _tape;

    public BackwardTests() => _tape = new(_pool);

    public void Dispose()
    {
        _tape.Dispose();
        _pool.ThrowIfLeaked();
        _pool.Dispose();
    }

    [Fact]
    public void Gradients_of_results_are_kept_on_request_only()
    {
        var x = _tape.Variable([3], []);
        var y = x * x;
        var z = (y * x).RetainGradient();
        var (asked, never) = ((z * z).RetainGradient(), x * x);
        asked.Backward();
        Assert.Equal([1], asked.Gradient);
        Assert.Equal([2.0 * 27], z.Gradient);
        Assert.Equal([2.0 * 27 * 3 * 9], x.Gradient);
        var e = Assert.Throws<InvalidOperationException>(() => { _ = y.Gradient; });
        Assert.Contains("Multiply [] was not kept", e.Message, StringComparison.Ordinal);
        Assert.Contains("RetainGradient", e.Message, StringComparison.Ordinal);
        Assert.True(never.Gradient.IsEmpty);
        var constant = _tape.Constant([1], []);
        Assert.Throws<InvalidOperationException>(() => constant.RetainGradient());
        Assert.Throws<InvalidOperationException>(() => constant.OnGradient(_ => { }));
    }

    /// <summary>Long vectors, whose gradients pass from node to node in one place; a fan-out must not share it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(5000)]
    public void Gradients_that_pass_through_in_place_are_those_of_separate_memory(int length)
    {
        double[] values = [.. Enumerable.Range(0, length).Select(i => i * 0.001 - 1)];
        double[] plain = Pass(false), retained = Pass(true);
        for (int i = 0; i < length; i++)
        {
            // f = 3 u^2 - u with u = tanh x.
            double u = Math.Tanh(values[i]);
            Assert.Equal((6 * u - 1) * (1 - u * u), plain[i], 1e-13);
        }
        Assert.Equal(plain, retained);

        double[] Pass(bool retain)
        {
            _tape.Reset();
            var x = _tape.Variable(values, [length]);
            var u = Keep(x.Tanh());
            var square = Keep(Keep(u * u) * 3);
            var y = Keep(square + Keep(-u));
            Keep(y.Sum()).Backward();
            return x.Gradient.ToArray();

            Tensor<double> Keep(Tensor<double> tensor) => retain ? tensor.RetainGradient() : tensor;
        }
    }

    [Fact]
    public void Passes_over_a_retained_graph_add_up()
    {
        using var set = new ParameterSet<double>(("w", [2, 1]));
        ((ReadOnlySpan<double>)[0.5, -2]).CopyTo(set["w"].Values);
        var x = _tape.Variable([1, 2, 3, 4], [2, 2]);
        var h = x.Linear(_tape.Use(set["w"]), default, new Tanh()).RetainGradient();
        var loss = h.MeanSquaredError([0.25, -0.5]);
        loss.Backward(retainGraph: true);
        double[] dx = x.Gradient.ToArray(), dh = h.Gradient.ToArray(), dw = set.Gradients.ToArray();
        Assert.DoesNotContain(0.0, dx);
        loss.Backward(retainGraph: true);
        Assert.Equal(dx.Select(g => 2 * g), x.Gradient.ToArray());
        Assert.Equal(dh.Select(g => 2 * g), h.Gradient.ToArray());
        Assert.Equal(dw.Select(g => 2 * g), set.Gradients.ToArray());
        // What is recorded after a pass belongs to the graph too; zeroed gradients begin anew.
        set.ZeroGradients();
        (loss * 4).Backward();
        Assert.Equal(dx.Select(g => 6 * g), x.Gradient.ToArray());
        Assert.Equal(dw.Select(g => 4 * g), set.Gradients.ToArray());
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void Several_roots_are_their_sum()
    {
        var (x, y) = (_tape.Variable([3], []), _tape.Variable([5], []));
        var (a, b) = (x * y, x * x);
        _tape.Backward([b, a, x, a]);
        Assert.Equal([6 + 2 * 5 + 1], x.Gradient);
        Assert.Equal([2 * 3], y.Gradient);
        Assert.Throws<ArgumentException>(() => _tape.Backward([]));
        _tape.Reset();
        Assert.Throws<ObjectDisposedException>(() => _tape.Backward([a]));
        x = _tape.Variable([1, 2], [2]);
        Assert.Throws<InvalidOperationException>(() => _tape.Backward([x.Sum(), x]));
        x.Sum().Backward();
        Assert.Equal([1, 1], x.Gradient);
    }

    [Fact]
    public void Hooks_see_and_change_gradients()
    {
        using var set = new ParameterSet<double>(("w", [2]));
        ((ReadOnlySpan<double>)[3, 4]).CopyTo(set["w"].Values);
        List<(string, double[])> seen = [];
        var x = _tape.Variable([1, 2], [2]);
        var w = _tape.Use(set["w"]);
        var y = x * w;
        var z = y + y;
        y.OnGradient(g => seen.Add(("y", g.ToArray()))).OnGradient(g => g[0] = 10);
        x.OnGradient(g => seen.Add(("x", g.ToArray())));
        w.OnGradient(g => g[1] *= 100);
        z.Sum().Backward(retainGraph: true);
        Assert.Equal([("y", [2, 2]), ("x", [30, 8])], seen, Same);
        Assert.Equal([30, 8], x.Gradient);
        Assert.Equal([10, 400], set["w"].Gradient);
        Assert.Equal([10, 400], w.Gradient);
        Assert.Throws<InvalidOperationException>(() => { _ = y.Gradient; });
        // Hooks see what a pass adds, not the sum of passes.
        z.Sum().Backward();
        Assert.Equal(("x", [30, 8]), seen[^1], Same);
        Assert.Equal([60, 16], x.Gradient);
        Assert.Equal([20, 800], set["w"].Gradient);

        static bool Same((string, double[]) a, (string, double[]) b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2);
    }

    [Fact]
    public void Without_gradients_there_is_nothing_to_differentiate()
    {
        var x = _tape.Variable([3], []);
        Tensor<double> y;
        using (_tape.NoGrad())
        {
            using (_tape.NoGrad())
                Assert.False(_tape.RecordsGradients);
            Assert.False(_tape.RecordsGradients);
            y = x * x;
            Assert.True(_tape.Variable([1], []).RequiresGradient);
        }
        Assert.True(_tape.RecordsGradients && x.RequiresGradient && !y.RequiresGradient);
        (y * x).Backward();
        Assert.Equal([9], x.Gradient);
    }

    [Fact]
    public void Zeroed_gradients_are_zero_whoever_asks_and_are_overwritten()
    {
        using var set = new ParameterSet<double>(("a", [3]), ("b", [2]), ("c", [2]));
        set.Gradients[..3].Fill(7);
        set["b"].Gradient.Fill(8);
        set.ZeroGradients();
        Assert.Equal([0, 0], set["b"].Gradient);
        Assert.Equal([0, 0, 0], _tape.Use(set["a"]).Gradient);
        set["a"].Gradient.Fill(double.NaN);
        set["b"].Gradient.Fill(double.NaN);
        set["c"].Gradient.Fill(double.NaN);
        set.ZeroGradients();
        // A NaN that was added to would stay.
        (_tape.Use(set["a"]).Sum() + _tape.Use(set["b"]).Sum() + _tape.Use(set["b"]).Sum()).Backward();
        Assert.Equal([1, 1, 1], set["a"].Gradient);
        Assert.Equal([2, 2], set["b"].Gradient);
        Assert.Equal(0, set.Gradients[16]);
        Assert.Equal([0, 0], set["c"].Gradient);
    }

    [Fact]
    public void A_canceled_pass_leaves_zeroed_gradients_zero()
    {
        using var set = new ParameterSet<double>(("w", []));
        using var source = new CancellationTokenSource();
        set["w"].Values[0] = 2;
        set.ZeroGradients();
        var x = _tape.Variable([3], []);
        var y = x * x;
        y.OnGradient(_ => source.Cancel());
        var root = y * _tape.Use(set["w"]);
        Assert.Throws<OperationCanceledException>(() => root.Backward(cancellationToken: source.Token));
        Assert.Equal(0, set["w"].Gradient[0]);
        foreach (var use in (Action[])
            [() => _ = x.Gradient.Length, () => root.Backward(), () => _ = x + y, () => _tape.Variable([1], [])])
            Assert.Contains("reset", Assert.Throws<InvalidOperationException>(use).Message, StringComparison.Ordinal);
        Assert.Equal(18, root.Item());
        _tape.Reset();
        // Canceled before it begins, a pass changes nothing.
        root = _tape.Use(set["w"]) * 3;
        Assert.Throws<OperationCanceledException>(() => root.Backward(cancellationToken: source.Token));
        root.Backward();
        Assert.Equal(3, set["w"].Gradient[0]);
    }

    [Fact]
    public void Hooks_and_operations_must_not_use_the_tape_that_calls_them()
    {
        foreach (var use in (Action<Tensor<double>>[])
            [
                x => _ = x * x, x => x.Backward(), _ => _tape.Reset(), _ => _tape.Dispose(), x => x.RetainGradient(),
                _ => _tape.Allocate(1),
            ])
        {
            _tape.Reset();
            var x = _tape.Variable([3], []);
            var y = (x * x).OnGradient(_ => use(x));
            Assert.Contains(
                "under way", Assert.Throws<InvalidOperationException>(() => y.Backward()).Message, StringComparison.Ordinal);
        }
        _tape.Reset();
    }

    [Fact]
    public void A_tape_is_of_one_thread_until_its_reset()
    {
        var x = _tape.Variable([3], []);
        var y = x * x;
        int here = Environment.CurrentManagedThreadId;
        foreach (var use in (Action[])
            [
                () => _ = x * x, () => y.Backward(), () => _tape.Variable([1], []), () => _tape.Allocate(1),
                () => y.RetainGradient(),
            ])
        {
            var e = Assert.IsType<InvalidOperationException>(OnAnotherThread(use));
            Assert.Contains($"tape of thread {here}", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(2, _tape.Count);
        Assert.Null(OnAnotherThread(() => Assert.Equal(9, y.Item())));
        y.Backward();
        Assert.Equal([6], x.Gradient);
        Assert.Null(OnAnotherThread(
            () =>
            {
                _tape.Reset();
                x = _tape.Variable([4], []);
                (x * x).Backward();
            }));
        Assert.Equal([8], x.Gradient);
        Assert.Throws<InvalidOperationException>(() => _tape.Variable([1], []));

        static Exception? OnAnotherThread(Action action)
        {
            Exception? caught = null;
            var thread = new Thread(() => caught = Record.Exception(action));
            thread.Start();
            thread.Join();
            return caught;
        }
    }

    [Fact]
    public void Two_threads_on_one_tape_get_right_results_or_errors()
    {
        int errors = 0, wrong = 0;
        using var barrier = new Barrier(2);
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            barrier.SignalAndWait();
            for (int i = 0; i < 200; i++)
            {
                try
                {
                    var x = _tape.Variable([3, 4, 5], [3]);
                    var y = (x * x).Sum();
                    if (y.Item() != 50)
                        Interlocked.Increment(ref wrong);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref errors);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal((200, 0), (errors, wrong));
        Assert.Equal(3 * 200, _tape.Count);
    }

    [Fact]
    public void Memory_of_gradients_is_used_again()
    {
        const int Length = 10_000, Layers = 20;
        var x = _tape.Variable(new double[Length], [Length]);
        var y = x;
        for (int i = 0; i < Layers; i++)
            y = y.Sin();
        long before = _tape.UsedBytes;
        y.Sum().Backward();
        Assert.Equal([.. Enumerable.Repeat(1.0, Length)], x.Gradient);
        Assert.InRange(_tape.PeakBytes - before, Length * sizeof(double), 1.1 * Length * sizeof(double));
    }

    [Fact]
    public void An_operation_that_throws_in_its_backward_pass_closes_the_tape()
    {
        using var set = new ParameterSet<double>(("w", [2]), ("v", [2]));
        set["v"].Gradient.Fill(5);
        for (int pass = 0; pass < 2; pass++)
        {
            _tape.Reset();
            set["w"].Gradient.Fill(1);
            set.ZeroGradients();
            var w = _tape.Use(set["w"]);
            var y = _tape.Record<Throws>([2], _tape.Allocate(2), default, w * _tape.Use(set["v"]));
            var root = (y + w).Sum();
            Assert.Throws<TimeoutException>(() => root.Backward());
            Assert.Equal([0, 0], set["w"].Gradient);
            Assert.Throws<InvalidOperationException>(() => root.Backward());
        }
    }

    private readonly struct Throws : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            context.InputGradient(0, out _);
            throw new TimeoutException();
        }
    }
}
