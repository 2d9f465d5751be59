using System.Runtime.InteropServices;

namespace SimdGrad.Bench;

/// <summary>Makes the baseline of this processor.</summary>
internal static class BaselineUpdate
{
    private const int Runs = 7;
    private const double LeastTolerance = 0.08;

    /// <summary>Measures in several processes; expects the median, and tolerates three deviations, at least 8 %.</summary>
    public static Dictionary<string, BaselineSet> Measure()
    {
        var runs = Enumerable.Range(0, Runs).Select(_ => GateProcess.Measure(slow: null)).ToList();
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd");
        return runs[0].ToDictionary(width => width.Key, width => new BaselineSet(
            date,
            RuntimeInformation.FrameworkDescription,
            width.Value.Keys.ToDictionary(name => name, name => Expect([.. runs.Select(run => run[width.Key][name])]))));
    }

    // The deviation is estimated from the median distance to the median, so that one disturbed run does not blind the gate.
    private static BaselineKernel Expect(double[] ratios)
    {
        double median = Timing.Median(ratios);
        double deviation = 1.4826 * Timing.Median(ratios.Select(ratio => Math.Abs(ratio - median)));
        return new(Math.Round(median, 5), Math.Round(Math.Max(LeastTolerance, 3 * deviation / median), 3));
    }
}
