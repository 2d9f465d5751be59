using System.CommandLine;
using SimdGrad.Simd;
using Spectre.Console;

namespace SimdGrad.Bench;

/// <summary><c>gemm [--threads N] [--isa v256] [--type double] [--json FILE]</c>: the product beside peak and peers.</summary>
internal static class GemmCommand
{
    /// <summary>The command with its options.</summary>
    /// <param name="findPeers">Finds what to measure beside, for a number of threads; called when the width is set.</param>
    public static Command Create(Func<int, IReadOnlyList<IGemmPeer>> findPeers)
    {
        var threads = ThreadsOption.Create();
        var isa = new Option<string?>("--isa") { Description = "The vector width; the processor's if not given." };
        isa.AcceptOnlyFromAmong("v128", "v256", "v512");
        var type = new Option<string>("--type") { Description = "The element type.", DefaultValueFactory = _ => "float" };
        type.AcceptOnlyFromAmong("float", "double");
        var json = JsonOption.Create();
        var command = new Command("gemm", "Measures the matrix product beside the processor's peak and the peers found.")
        {
            threads, isa, type, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(threads), parsed.GetValue(isa), parsed.GetRequiredValue(type), parsed.GetValue(json),
            findPeers));
        return command;
    }

    private static void Run(int threads, string? isa, string type, FileInfo? json, Func<int, IReadOnlyList<IGemmPeer>> findPeers)
    {
        using var width = Isa.Use(Isa.Parse(isa));
        var table = new Table().AddColumns("m", "n", "k", "A", "B", "GFLOP/s", "of peak", "peers");
        foreach (int column in (int[])[0, 1, 2, 5, 6])
            table.Columns[column].RightAligned();
        var rows = new List<GemmRow>();
        var peers = findPeers(threads);
        foreach (var row in type == "float" ? GemmReport.Run<float>(threads, peers) : GemmReport.Run<double>(threads, peers))
        {
            rows.Add(row);
            table.AddRow(
                $"{row.M}", $"{row.N}", $"{row.K}", row.TransA ? "T" : "", row.TransB ? "T" : "",
                $"{row.Gflops:F1}", $"{row.PeakFraction:P0}", string.Join("  ", row.Peers.Select(p => $"{p.Key} {p.Value:F1}")));
            Console.Error.Write('.');
        }
        Console.Error.WriteLine();
        AnsiConsole.Write(table);
        JsonOption.Write(json, rows);
    }
}
