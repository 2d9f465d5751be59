using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>
/// A fault is injected at every point of a step in turn, forward and backward: in operations, in functions, in hooks, and where
/// memory is rented. Each time the tape works again after a reset, zeroed gradients are zero, and nothing is leaked.
/// </summary>
public sealed class FaultTests : IDisposable
{
    [ThreadStatic]
    private static int t_left;

    private readonly ParameterSet<double> _set = new(("w", [40, 40]), ("v", [40, 1]));

    public FaultTests()
    {
        for (int i = 0; i < _set.Values.Length; i++)
            _set.Values[i] = Math.Sin(i);
    }

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fault_anywhere(bool outOfMemory)
    {
        double[] values = _set.Values.ToArray();
        using BufferPool pool = new(0, BufferDiagnostics.Poison);
        double[]? expected = null;
        int faults = 0;
        for (int point = 1; ; point++)
        {
            // A new tape each time, so that all memory has to be rented.
            using (var tape = new Tape<double>(pool))
            {
                pool.BeforeRent = outOfMemory ? Tick : null;
                _set.ZeroGradients();
                t_left = point;
                Exception? thrown = Record.Exception(() => Step(tape, ticks: !outOfMemory));
                bool finished = t_left > 0;
                t_left = 0;
                Assert.Equal(finished, thrown is null);
                Assert.True(thrown is null or InjectedException);
                Assert.Equal(values, _set.Values);
                if (!finished)
                {
                    faults++;
                    Assert.Equal(-1, _set.Gradients.IndexOfAnyExcept(0.0));
                }
                pool.BeforeRent = null;
                tape.Reset();
                _set.ZeroGradients();
                double[] gradients = Step(tape, ticks: false);
                Assert.Equal(expected ??= gradients, gradients);
                if (finished)
                    break;
            }
            Assert.Equal(0, pool.OutstandingCount);
        }
        Assert.InRange(faults, outOfMemory ? 3 : 15, 10_000);
    }

    private double[] Step(Tape<double> tape, bool ticks)
    {
        if (!ticks)
            return Run(0);
        return Run(1);

        double[] Run(int tick)
        {
            var x = tape.Variable(_set.Values[..1600], [40, 40]);
            var w = tape.Use(_set["w"]);
            var h = Point(x.Linear(w, default, new Ticking(tick)));
            h = tape.Checkpoint(h, t => Point(t.Apply(new Ticking(tick)))) + x;
            h.OnGradient(_ => Tick(tick));
            w.OnGradient(_ => Tick(tick));
            var loss = Point(h.MatMul(tape.Use(_set["v"]))).MeanSquaredError(new double[40]);
            loss.Backward();
            return [.. _set.Gradients, .. x.Gradient];

            Tensor<double> Point(Tensor<double> input)
            {
                var y = input.Tape.Allocate(input.Shape.FlattenedLength);
                Tick(tick);
                input.Values.CopyTo(y.Span);
                return input.Tape.Record(input.Shape, y, default, input, operation: new PointOperation(tick));
            }
        }
    }

    // 0 does not count.
    private static void Tick(long count)
    {
        if (count > 0 && t_left > 0 && --t_left == 0)
            throw new InjectedException();
    }

    private readonly struct PointOperation(int tick) : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Tick(tick);
            if (!context.NeedsGradient(0))
                return;
            var dx = context.InputGradient(0, out bool accumulate);
            Tick(tick);
            Axpy.Run(T.One, context.OutputGradient, dx, accumulate);
            Tick(tick);
        }
    }

    /// <summary>The identity, which may throw once for each span.</summary>
    private readonly struct Ticking(int tick) : IUnaryOp
    {
        public static bool BackwardReadsInput => false;

        public double Reference(double x) => x;

        public V Forward<V>(V x) where V : struct, IVec<V> => x;

        public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
        {
            Tick(tick);
            return dy;
        }
    }

    private sealed class InjectedException : Exception;
}
