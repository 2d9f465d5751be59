using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>What the gate watches: products of each kind, elementwise functions, losses and a training step.</summary>
internal sealed unsafe class GateKernels : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly List<GateKernel> _kernels = [];

    /// <summary>Prepares the kernels for the current vector width.</summary>
    /// <param name="all">Whether to have all of them, or only the one product that is watched at every width.</param>
    public GateKernels(bool all)
    {
        AddGemm<float>("gemm 256", 256, 256, 256);
        if (!all)
            return;
        AddGemm<float>("gemm 64", 64, 64, 64);
        AddGemm<float>("gemm 512", 512, 512, 512);
        AddGemm<float>("gemm 64x512x784", 64, 512, 784);
        AddGemm<float>("gemm 256, A transposed", 256, 256, 256, transA: true);
        AddGemm<float>("gemm 256, B transposed", 256, 256, 256, transB: true);
        AddGemm<double>("gemm 256, double", 256, 256, 256);
        foreach (var (suffix, length) in (ReadOnlySpan<(string, int)>)[("1 Ki", 1 << 10), ("64 Ki", 1 << 16)])
        {
            AddMap<Relu>($"relu {suffix}", length);
            AddMap<Sigmoid>($"sigmoid {suffix}", length);
            AddMap<Tanh>($"tanh {suffix}", length);
            Add($"add {suffix}", length, 3, buffers => Zip.Forward<Add, float>(buffers[0], buffers[1], buffers[2]));
            Add($"sum {suffix}", length, 1, buffers => Reduce.Sum<float>(buffers[0]));
        }
        AddSoftmaxCrossEntropy(256, 1000);
        AddBinaryCrossEntropy(4096);
        AddTrainingStep();
    }

    /// <summary>The kernels.</summary>
    public IReadOnlyList<GateKernel> All => _kernels;

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
    }

    private static double Peak<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => FmaPeak.Measure<T>() * 1e9;

    private void AddGemm<T>(string name, int m, int n, int k, bool transA = false, bool transB = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = new GemmSize(m, n, k);
        var buffers = Own(new StaggeredBuffers<T>(m * k, k * n, m * n));
        _kernels.Add(new(
            name, () => GemmContestants<T>.Multiply(size, buffers, transA, transB), size.Operations, Peak<T>));
    }

    private void AddMap<TOp>(string name, int length) where TOp : struct, IUnaryOp =>
        Add(name, length, 2, buffers => Map.Forward<TOp, float>(buffers[0], buffers[1]));

    private void AddSoftmaxCrossEntropy(int rows, int columns)
    {
        int[] classes = [.. Enumerable.Range(0, rows).Select(row => row * 7 % columns)];
        float[] losses = new float[rows];
        Add($"softmax cross-entropy {rows}x{columns}", rows * columns, 2, buffers =>
            Rows.SoftmaxCrossEntropy(buffers[0], columns, classes, 1f / rows, losses, buffers[1]));
    }

    private void AddBinaryCrossEntropy(int length)
    {
        float[] targets = [.. Enumerable.Range(0, length).Select(i => (float)(i % 2))];
        Add($"binary cross-entropy {length}", length, 2, buffers =>
            Losses.Evaluate<BinaryCrossEntropyWithLogits, float>(buffers[0], targets, 1f / length, buffers[1]));
    }

    private void AddTrainingStep()
    {
        var step = Own(new TrainingStepBenchmark());
        _kernels.Add(new("training step 64-128-10", () => step.Step(), TrainingStepBenchmark.Operations, Peak<float>));
    }

    // A kernel that reads so many elements, against the copy of as many.
    private void Add(string name, int length, int count, Action<StaggeredBuffers<float>> run)
    {
        var buffers = Own(new StaggeredBuffers<float>([.. Enumerable.Repeat(length, count)]));
        var copy = Own(new CopyBandwidth(length));
        _kernels.Add(new(name, () => run(buffers), (double)length * sizeof(float), copy.Measure));
    }

    private TOwned Own<TOwned>(TOwned owned) where TOwned : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
