using System.Diagnostics;

namespace SimdGrad.Bench;

/// <summary>How times are taken here: many interleaved samples, of which the median counts.</summary>
internal static class Timing
{
    /// <summary>The seconds of one call of <paramref name="action"/>, from <paramref name="calls"/> calls in a row.</summary>
    public static double Seconds(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    /// <summary>The calls in a row that take about <paramref name="seconds"/>, at least one.</summary>
    public static int CallsFor(Action action, double seconds)
    {
        action();
        int calls = 1;
        for (; calls < 1 << 20; calls *= 2)
        {
            double taken = Seconds(action, calls) * calls;
            if (taken >= seconds / 4)
                return Math.Max(1, (int)(calls * seconds / taken));
        }
        return calls;
    }

    /// <summary>The median; the mean of the middle two if there is an even number.</summary>
    public static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
