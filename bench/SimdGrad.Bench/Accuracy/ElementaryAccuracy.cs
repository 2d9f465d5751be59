using SimdGrad.Simd;
using SimdGrad.Tests.Simd;

namespace SimdGrad.Bench;

/// <summary>An elementary function of <see cref="VecMath"/>, whose double form is measured too.</summary>
internal sealed class ElementaryAccuracy(ElementaryFunction function)
    : AccuracyCase(char.ToLowerInvariant(function.Name[0]) + function.Name[1..], "function", new(function.MaxUlp))
{
    private readonly Func<Vec512<float>, Vec512<float>> _single = function.On<Vec512<float>>();
    private readonly Func<Vec512<double>, Vec512<double>> _double = function.On<Vec512<double>>();

    /// <summary>All of them, found by their stated bound.</summary>
    public static IEnumerable<ElementaryAccuracy> Functions =>
        ElementaryFunction.All.Select(function => new ElementaryAccuracy(function));

    /// <summary>The exact function.</summary>
    public Func<BigFloat, BigFloat> Exact => function.Exact;

    /// <summary>Arguments in double, with a finite result.</summary>
    public double[] Sample(int count) => function.Sample(count, seed: 1);

    /// <summary>y[i] = f(x[i]) in double.</summary>
    public void Run(double[] x, double[] y) => Run(_double, x, y);

    /// <inheritdoc/>
    public override void Evaluate(float[] x, float[] actual, double[] exact, double[] floors)
    {
        Run(_single, x, actual);
        Run(_double, Array.ConvertAll(x, value => (double)value), exact);
    }

    private static void Run<V, T>(Func<V, V> f, T[] x, T[] y) where V : struct, IVec<V, T> where T : unmanaged
    {
        for (int i = 0; i < x.Length; i += V.Count)
            V.Store(f(V.Load(ref x[i])), ref y[i]);
    }
}
