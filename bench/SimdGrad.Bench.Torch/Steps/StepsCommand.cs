using System.CommandLine;
using SimdGrad.Kernels;
using Spectre.Console;
using TorchSharp;

namespace SimdGrad.Bench.Torch;

/// <summary><c>steps [--threads N] [--json FILE]</c>: whole training steps beside TorchSharp's.</summary>
internal static class StepsCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var threads = ThreadsOption.Create();
        var json = JsonOption.Create();
        var command = new Command("steps", "Measures whole training steps: zero gradients, forward, loss, backward, optimizer.")
        {
            threads, json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(threads), parsed.GetValue(json)));
        return command;
    }

    private static void Run(int threads, FileInfo? json)
    {
        Parallelism.MaxThreads = threads;
        torch.set_num_threads(threads);
        var table = new Table().AddColumns(
            "network", "batch", "optimizer", "us", "replayed", "torch us", "speedup", "replayed", "target", "bytes");
        foreach (int column in (int[])[1, 3, 4, 5, 6, 7, 8, 9])
            table.Columns[column].RightAligned();
        var rows = new List<StepRow>();
        // Once for nothing: until then the runtime is still compiling, at its best, what all networks use.
        StepsReport.Measure(StepNetwork.All[0], threads);
        foreach (var network in StepNetwork.All)
        {
            var row = StepsReport.Measure(network, threads);
            rows.Add(row);
            table.AddRow(
                row.Network, $"{row.Batch}", row.Optimizer, $"{row.Micros:G4}", $"{row.ReplayMicros:G4}", $"{row.TorchMicros:G4}",
                $"{row.Speedup:G3}", $"{row.ReplaySpeedup:G3}", $"{network.Target}", $"{row.AllocatedBytes}");
            Console.Error.Write('.');
        }
        Console.Error.WriteLine();
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 120;
        AnsiConsole.Write(table);
        JsonOption.Write(json, rows);
    }
}
