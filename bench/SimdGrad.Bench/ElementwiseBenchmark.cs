using System.Reflection;
using BenchmarkDotNet.Attributes;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>Every elementwise function of the library, by the fact that its type exists, over spans of floats.</summary>
public class ElementwiseBenchmark
{
    private float[] _x = [], _y = [], _dy = [], _dx = [];
    private ForwardKernel _forward = null!;
    private BackwardKernel _backward = null!;

    private delegate void ForwardKernel(ReadOnlySpan<float> x, Span<float> y);

    private delegate void BackwardKernel(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate);

    public static IEnumerable<string> Operations => Types.Select(type => type.Name).Order();

    private static IEnumerable<Type> Types =>
        typeof(IUnaryOp).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IUnaryOp)));

    [ParamsSource(nameof(Operations))]
    public string Operation { get; set; } = "";

    [Params(1 << 10, 1 << 16)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _x = [.. Enumerable.Range(0, Length).Select(_ => (float)(8 * random.NextDouble() - 4))];
        _dy = [.. Enumerable.Range(0, Length).Select(_ => (float)random.NextDouble())];
        _y = new float[Length];
        _dx = new float[Length];
        GetType().GetMethod(nameof(Choose), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(Types.Single(type => type.Name == Operation)).Invoke(this, null);
        Forward();
    }

    [Benchmark]
    public void Forward() => _forward(_x, _y);

    [Benchmark]
    public void Backward() => _backward(_x, _y, _dy, _dx, accumulate: false);

    private void Choose<TOp>() where TOp : struct, IUnaryOp
    {
        _forward = Map.Forward<TOp, float>;
        _backward = Map.Backward<TOp, float>;
    }
}
