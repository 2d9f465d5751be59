using BenchmarkDotNet.Attributes;
using SimdGrad.Optim;

namespace SimdGrad.Bench;

/// <summary>
/// A step of every optimizer of the library with its defaults, while gradients come and after they have long been zero: averages
/// that decay must not end in denormal numbers, where the same step would take many times as long.
/// </summary>
public class OptimizerBenchmark : IDisposable
{
    private const int Elements = 1 << 16;

    private ParameterSet<float>? _parameters;
    private Optimizer<float>? _optimizer;

    /// <summary>The names of all optimizers.</summary>
    public static IEnumerable<string> Names => typeof(Optimizer<>).Assembly.GetExportedTypes()
        .Where(type => type.IsGenericTypeDefinition && !type.IsAbstract && type.Namespace == typeof(Optimizer<>).Namespace)
        .Where(type => type.MakeGenericType(typeof(float)).IsAssignableTo(typeof(Optimizer<float>)))
        .Select(type => type.Name.Split('`')[0]);

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [Params(false, true)]
    public bool Decayed { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _parameters = new ParameterSet<float>(("w", [Elements]));
        var type = typeof(Optimizer<>).Assembly.GetType($"{typeof(Optimizer<>).Namespace}.{Name}`1", throwOnError: true)!;
        var constructor = type.MakeGenericType(typeof(float)).GetConstructors().Single();
        _optimizer = (Optimizer<float>)constructor.Invoke(
            [_parameters, .. constructor.GetParameters().Skip(1).Select(parameter => parameter.DefaultValue)]);
        var random = new Random(1);
        foreach (ref float value in _parameters.Values)
            value = random.NextSingle();
        foreach (ref float gradient in _parameters.Gradients)
            gradient = random.NextSingle() - 0.5f;
        _optimizer.Step();
        if (!Decayed)
            return;
        // From the end of the way there, which would take some ten thousand steps more.
        _parameters.Gradients.Clear();
        foreach (string state in _optimizer.StateNames)
            _optimizer.State(state).Fill(2 * 1.17549435e-38f);
        for (int step = 0; step < 2000; step++)
            _optimizer.Step();
    }

    [Benchmark]
    public void Step() => _optimizer!.Step();

    [GlobalCleanup]
    public void Dispose()
    {
        _optimizer?.Dispose();
        _parameters?.Dispose();
        GC.SuppressFinalize(this);
    }
}
