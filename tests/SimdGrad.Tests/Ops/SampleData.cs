using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

/// <summary>Parts of samples.</summary>
internal static class SampleData
{
    /// <summary>An input of moderate numbers, exact in float.</summary>
    public static GradCheckInput Moderate(Shape shape, int seed) =>
        new(shape, [.. Inputs.Moderate<float>(shape.Length, seed).Select(x => (double)x / 4)]);

    /// <summary>a b for row-major a [m, k] and b [k, n].</summary>
    public static double[] MatMul(GradCheckInput a, GradCheckInput b)
    {
        int m = a.Shape[0], k = a.Shape[1], n = b.Shape[1];
        var y = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int p = 0; p < k; p++)
                    y[i * n + j] += a.Values[i * k + p] * b.Values[p * n + j];
        return y;
    }
}
