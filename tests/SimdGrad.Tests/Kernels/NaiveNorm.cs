namespace SimdGrad.Tests.Kernels;

/// <summary>Normalized rows from the formulas, in double.</summary>
internal static class NaiveNorm
{
    /// <summary>(x - mean) / sqrt(variance + epsilon).</summary>
    public static double[] Layer(double[] x, double epsilon)
    {
        double mean = x.Average();
        return Rms([.. x.Select(v => v - mean)], epsilon);
    }

    /// <summary>x / sqrt(mean of squares + epsilon).</summary>
    public static double[] Rms(double[] x, double epsilon)
    {
        double norm = Math.Sqrt(x.Average(v => v * v) + epsilon);
        return [.. x.Select(v => v / norm)];
    }
}
