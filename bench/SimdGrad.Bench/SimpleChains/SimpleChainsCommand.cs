using System.CommandLine;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary><c>simple-chains [--json FILE]</c>: the case that SimpleChains.jl publishes, on one thread.</summary>
internal static class SimpleChainsCommand
{
    private const double PublishedMicros = 5.66;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var json = JsonOption.Create();
        var command = new Command("simple-chains", "Measures loss and gradient of the case that SimpleChains.jl publishes.")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            var row = Measure();
            Console.Write(ResultTables.SimpleChains(row));
            JsonOption.Write(parsed.GetValue(json), row);
        });
        return command;
    }

    private static SimpleChainsRow Measure()
    {
        Parallelism.MaxThreads = 1;
        using var network = new SimpleChainsBenchmark();
        Action recorded = () => network.LossAndGradient(), replayed = () => network.Replayed();
        if (network.LossAndGradient() != network.Replayed())
            throw new InvalidOperationException("The replay gives another loss.");
        Timing.SettleTiers([recorded, replayed]);
        double[] seconds = Contest.MedianSeconds([() => FmaPeak.Run<double>(), recorded, replayed], threads: 1);
        double peak = FmaPeak.Run<double>() * 1e-9 / seconds[0], work = SimpleChainsBenchmark.Operations * 1e-9;
        double ours = work / seconds[1], replay = work / seconds[2];
        return new SimpleChainsRow(
            seconds[1] * 1e6, ours, ours / peak, seconds[2] * 1e6, replay, replay / peak, PublishedMicros,
            work / (PublishedMicros * 1e-6));
    }
}
