using SimdGrad.Memory;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Nn;

/// <summary>A warm training step allocates no byte of managed memory.</summary>
[Collection(nameof(Serial))]
public sealed class AllocationTests
{
    public static TheoryData<VectorWidth, int> Settings => new MatrixTheoryData<VectorWidth, int>(
        OpTypes.Widths, [1, 2]);

    public static TheoryData<object, int> Modules => new MatrixTheoryData<object, int>(ModuleGradientTests.NewSamples, [1, 2]);

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_1_2_1_network(VectorWidth width, int threads)
    {
        using var tape = new Tape<double>();
        var model = new Sequential<double>(new Linear<double>(1, 2), new Activation<double, Relu>(), new Linear<double>(2, 1));
        using var set = model.Initialize(1);
        using var optimizer = new Sgd<double>(set, 0.1);
        double[] x = [0, 1, 2, 3], y = [0, 0, 1, 1];
        AssertNoAllocation(width, threads, 5, 50, () =>
        {
            tape.Reset();
            var loss = model.Forward(tape.Constant(x, [4, 1])).BinaryCrossEntropyWithLogits(y);
            set.ZeroGradients();
            loss.Backward();
            optimizer.Step();
        });
    }

    /// <summary>Of the hidden sizes, the larger makes matrix products that are split over threads.</summary>
    [Theory]
    [MemberData(nameof(Settings))]
    public void A_classifier_with_batches(VectorWidth width, int threads)
    {
        // In epochs of 8 steps.
        using (var run = new TrainingRun(128))
            AssertNoAllocation(width, threads, 3, 7, run.Epoch);
        using (var run = new TrainingRun(1024))
            AssertNoAllocation(width, threads, 1, 1, run.Epoch);
    }

    /// <summary>Each module of the library, by its sample, in training mode.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public void A_step_of_each_module<TSample>(TSample _1, int threads) where TSample : struct, IModuleSample
    {
        var module = TSample.Make();
        using var tape = new Tape<double>();
        using var set = module.Initialize(1);
        using Optimizer<double>? optimizer = set.Count > 0 ? new Adam<double>(set) : null;
        double[]? indices = TSample.Indices;
        double[] x = indices ?? [.. Inputs.Moderate<double>(TSample.Input.FlattenedLength, 1)];
        AssertNoAllocation(VectorWidth.V256, threads, 3, 5, () =>
        {
            tape.Reset();
            set.ZeroGradients();
            module.Forward(indices is null ? tape.Variable(x, TSample.Input) : tape.Constant(x, TSample.Input))
                .Sum().Backward();
            optimizer?.Step();
        });
    }

    /// <summary>Shapes, broadcasting, lookups, masks, batched products and attention.</summary>
    [Theory]
    [MemberData(nameof(Settings))]
    public void Operations_on_shapes(VectorWidth width, int threads)
    {
        using var tape = new Tape<float>();
        float[] values = [.. Enumerable.Range(0, 2 * 3 * 8).Select(i => i / 8f)];
        var parts = new Tensor<float>[4];
        AssertNoAllocation(width, threads, 5, 20, () =>
        {
            tape.Reset();
            var x = tape.Variable(values, [2, 3, 8]);
            var weight = tape.Variable(values.AsSpan(0, 8), [8]);
            x.Split(2, ^1, parts);
            var y = Tensor<float>.Stack([Tensor<float>.Concatenate(parts, ^1), x], 1).Select(1, 0);
            y = (y * weight + weight.Reshape(1, 1, -1).Expand([2, 3, 8])).Permute(1, 0, 2).Flatten(0, 1);
            y = (y > 0.5).Where(y, weight).MaskedFill(weight.EqualTo(0), 1);
            var rows = y.GatherRows([0, 5, 5, 2], [2, 2]);
            var products = rows.MatMul(rows, transposeB: true).MatMul(rows);
            var attended = x.ScaledDotProductAttention(x, products.Expand([2, 2, 8]).IndexSelect(1, [0, 1, 0]), isCausal: true);
            var masked = x.ScaledDotProductAttention(x, x, tape.Constant([0, 1, 2], [3]), isCausal: true);
            (attended + masked).Mean([0, ^1]).Slice(0, 1..).Sum().Backward();
        });
    }

    private static void AssertNoAllocation(VectorWidth width, int threads, int warming, int times, Action step)
    {
        Assert.SkipUnless(
            BufferPool.DefaultDiagnostics == BufferDiagnostics.None, "A Debug build keeps a stack trace of each rent.");
        using var scope = Isa.Use(width);
        using var count = new ThreadCount(threads);
        WarmThreadPool.Start();
        for (int i = 0; i < warming; i++)
            step();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < times; i++)
                step();
        }));
    }
}
