using SimdGrad.Simd;
using SimdGrad.Tests.Simd;

namespace SimdGrad.Bench;

/// <summary>A function whose error is measured, over arrays of a multiple of 16 elements.</summary>
internal sealed class AccuracyCase(ElementaryFunction function)
{
    private readonly Func<Vec512<float>, Vec512<float>> _single = function.On<Vec512<float>>();
    private readonly Func<Vec512<double>, Vec512<double>> _double = function.On<Vec512<double>>();

    /// <summary>All of them, found by their stated bound.</summary>
    public static IEnumerable<AccuracyCase> All => ElementaryFunction.All.Select(function => new AccuracyCase(function));

    /// <summary>The name in reports.</summary>
    public string Name => char.ToLowerInvariant(function.Name[0]) + function.Name[1..];

    /// <summary>The bound in ULP.</summary>
    public double MaxUlp => function.MaxUlp;

    /// <summary>The exact function.</summary>
    public Func<BigFloat, BigFloat> Exact => function.Exact;

    /// <summary>y[i] = f(x[i]) in float.</summary>
    public void Run(float[] x, float[] y) => Run(_single, x, y);

    /// <summary>y[i] = f(x[i]) in double.</summary>
    public void Run(double[] x, double[] y) => Run(_double, x, y);

    /// <summary>Arguments in double, with a finite result.</summary>
    public double[] Sample(int count) => function.Sample(count, seed: 1);

    private static void Run<V, T>(Func<V, V> f, T[] x, T[] y) where V : struct, IVec<V, T> where T : unmanaged
    {
        for (int i = 0; i < x.Length; i += V.Count)
            V.Store(f(V.Load(ref x[i])), ref y[i]);
    }
}
