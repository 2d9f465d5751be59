using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>Batch norm from its definition, in double.</summary>
internal static class NaiveBatchNorm
{
    /// <summary>The elements of each channel.</summary>
    public static double[][] Channels(IReadOnlyList<double> x, AxisLayout layout)
    {
        var channels = new double[layout.Length][];
        for (int c = 0; c < layout.Length; c++)
            channels[c] =
            [
                .. from n in Enumerable.Range(0, layout.Outer)
                   from s in Enumerable.Range(0, layout.Inner)
                   select x[(n * layout.Length + c) * layout.Inner + s],
            ];
        return channels;
    }

    public static (double[] Means, double[] Variances) Statistics(IReadOnlyList<double> x, AxisLayout layout)
    {
        double[][] channels = Channels(x, layout);
        double[] means = [.. channels.Select(c => c.Average())];
        return (means, [.. channels.Select((c, i) => c.Average(v => (v - means[i]) * (v - means[i])))]);
    }

    /// <summary>f(element, channel) for each element.</summary>
    public static double[] Map(IReadOnlyList<double> x, AxisLayout layout, Func<double, int, double> f) =>
        [.. x.Select((v, i) => f(v, i / layout.Inner % layout.Length))];
}
