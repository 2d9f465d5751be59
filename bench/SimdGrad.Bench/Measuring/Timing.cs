using System.Diagnostics;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace SimdGrad.Bench;

/// <summary>How times are taken here: many samples of many calls, of which the median counts.</summary>
internal static class Timing
{
    // The runtime compiles a method again after 30 calls that follow a tenth of a second without new methods, and once more after
    // it has watched that for 30 calls: nothing new in the last rounds means that all is compiled at its best.
    private const int TierCalls = 32, QuietRounds = 2, MostRounds = 30;

    private static readonly TimeSpan s_tierRest = TimeSpan.FromMilliseconds(150);

    /// <summary>The seconds of one call of <paramref name="action"/>, from <paramref name="calls"/> calls in a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

    /// <summary>
    /// Calls all of these, which should be short, until the runtime has compiled at its best whatever they go through.
    /// </summary>
    public static void SettleTiers(IReadOnlyCollection<Action> actions)
    {
        int quiet = 0;
        for (int round = 0; quiet <= QuietRounds && round < MostRounds; round++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            foreach (var action in actions)
                for (int i = 0; i < TierCalls; i++)
                    action();
            Thread.Sleep(s_tierRest);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    /// <summary>The median; the mean of the middle two if there is an even number.</summary>
    public static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
