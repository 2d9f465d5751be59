using BenchmarkDotNet.Attributes;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>The matrix product of floats, for cubes and for a layer of 784 inputs and 512 units on a batch of 64.</summary>
[Config(typeof(GigaflopsConfig))]
public class GemmBenchmark
{
    private float[] _a = [], _b = [], _c = [];

    public static IEnumerable<GemmSize> Sizes =>
        [new(32, 32, 32), new(64, 64, 64), new(128, 128, 128), new(256, 256, 256), new(512, 512, 512), new(64, 512, 784)];

    [ParamsSource(nameof(Sizes))]
    public GemmSize Size { get; set; } = new(1, 1, 1);

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _a = [.. Enumerable.Range(0, Size.M * Size.K).Select(_ => (float)random.NextDouble())];
        _b = [.. Enumerable.Range(0, Size.K * Size.N).Select(_ => (float)random.NextDouble())];
        _c = new float[Size.M * Size.N];
    }

    [Benchmark]
    public void Multiply() =>
        Gemm.Multiply(new ReadOnlyMatrix<float>(_a, Size.M, Size.K), new(_b, Size.K, Size.N), new(_c, Size.M, Size.N));
}
