using System.CommandLine;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// <c>elementwise [--threads N] [--isa v256] [--json FILE]</c> and <c>losses</c> with the same options: kernels beside peers.
/// </summary>
internal static class KernelCommand
{
    /// <summary>The command <c>elementwise</c>.</summary>
    /// <param name="findPeers">Finds what to measure beside, for a number of threads.</param>
    /// <param name="firstCalls">Whether this program has the command <c>first-call</c>, to measure how kernels begin.</param>
    public static Command CreateElementwise(Func<int, IReadOnlyList<IElementwisePeer>> findPeers, bool firstCalls) => Create(
        "elementwise", "Measures elementwise functions and the sum beside copying and the peers found.",
        threads => ElementwiseReport.Run(threads, findPeers(threads), firstCalls));

    /// <summary>The command <c>losses</c>.</summary>
    /// <param name="findPeers">Finds what to measure beside, for a number of threads.</param>
    public static Command CreateLosses(Func<int, IReadOnlyList<ILossPeer>> findPeers) => Create(
        "losses", "Measures losses, value and gradient, beside copying and the peers found.",
        threads => LossReport.Run(threads, findPeers(threads)));

    private static Command Create(string name, string description, Func<int, IEnumerable<KernelRow>> measure)
    {
        var threads = ThreadsOption.Create();
        var isa = IsaOption.Create();
        var json = JsonOption.Create();
        var command = new Command(name, description) { threads, isa, json };
        command.SetAction(parsed =>
        {
            using var width = Isa.Use(Isa.Parse(parsed.GetValue(isa)));
            KernelReport.Write(measure(parsed.GetValue(threads)), parsed.GetValue(json));
        });
        return command;
    }
}
