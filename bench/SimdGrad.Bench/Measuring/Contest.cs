using System.Diagnostics;

namespace SimdGrad.Bench;

/// <summary>
/// Measures what several contestants take for the same work. They take turns, so that drift hits all alike, and each is alone
/// and warm when its turn is timed.
/// </summary>
/// <remarks>
/// Right after another's turn a contestant would find its code and data out of the caches, the processor at the clock rate of
/// other instructions, and, with several threads, a core taken by threads of the other that still spin for work. So each turn
/// begins with a rest until the process is quiet, where there are threads, and with calls that are not timed.
/// </remarks>
internal static class Contest
{
    private const int Turns = 9;
    private const double TurnSeconds = 2e-3;
    private const double WarmSeconds = 1e-3;

    // After a rest a virtual machine may have two of its processors on one core of the host, where they compute as fast as one,
    // until the host has seen both busy for some milliseconds.
    private const double WarmSecondsOfThreads = 2e-2;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(400);

    /// <summary>The median seconds of a call of each; what they go through is to be settled (see <see cref="Timing"/>).</summary>
    /// <param name="contestants">What to call.</param>
    /// <param name="threads">The threads that each uses at most.</param>
    public static double[] MedianSeconds(IReadOnlyList<Action> contestants, int threads)
    {
        var turns = contestants.Select(_ => new List<double>(Turns)).ToArray();
        var calls = new int[contestants.Count];
        double warm = threads > 1 ? WarmSecondsOfThreads : WarmSeconds;
        for (int i = 0; i < calls.Length; i++)
            calls[i] = Timing.CallsFor(contestants[i], TurnSeconds);
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < calls.Length; i++)
            {
                if (threads > 1)
                    AwaitQuiet();
                // A call that takes long is hardly changed by how it begins.
                double last = turns[i].Count > 0 ? turns[i][^1] : 0;
                if (last < 10 * warm)
                    _ = Timing.Seconds(contestants[i], Math.Max(1, (int)(calls[i] * (warm / TurnSeconds))));
                turns[i].Add(Timing.Seconds(contestants[i], calls[i]));
            }
        }
        return [.. turns.Select(Timing.Median)];
    }

    /// <summary>
    /// Waits until the other threads of the process rest. Those that wait for work spin for a while, some libraries' for a fifth
    /// of a second: the process is quiet when it takes hardly any processor time while this thread sleeps.
    /// </summary>
    public static void AwaitQuiet()
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_patience;)
        {
            var before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(s_look);
            if (Environment.CpuUsage.TotalTime - before < s_look / 4)
                return;
        }
    }
}
