using System.CommandLine;
using System.CommandLine.Parsing;
using SimdGrad.Simd;
using Spectre.Console;

namespace SimdGrad.Bench;

/// <summary>
/// <c>gemm [--threads N] [--isa v256] [--type double] [--size MxNxK ...] [--alone] [--json FILE]</c>: the product beside its
/// peers.
/// </summary>
internal static class GemmCommand
{
    /// <summary>The command with its options.</summary>
    /// <param name="findPeers">Finds what to measure beside, for a number of threads; called when the width is set.</param>
    public static Command Create(Func<int, IReadOnlyList<IGemmPeer>> findPeers)
    {
        var threads = ThreadsOption.Create();
        var isa = IsaOption.Create();
        var type = new Option<string>("--type") { Description = "The element type.", DefaultValueFactory = _ => "float" };
        type.AcceptOnlyFromAmong("float", "double");
        var size = new Option<GemmSize[]>("--size")
        {
            Description = "Sizes m x n x k, such as 32x32x32; those of the report if not given.",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = ParseSizes,
            DefaultValueFactory = _ => [.. GemmReport.Sizes],
        };
        var alone = new Option<bool>("--alone") { Description = "Without peers, whose threads spin on other processors." };
        var json = JsonOption.Create();
        var command = new Command("gemm", "Measures the matrix product beside the processor's peak and the peers found.")
        {
            threads, isa, type, size, alone, json,
        };
        command.SetAction(parsed =>
        {
            var sizes = parsed.GetValue(size)!;
            using var width = Isa.Use(Isa.Parse(parsed.GetValue(isa)));
            int count = parsed.GetValue(threads);
            var peers = parsed.GetValue(alone) ? [] : findPeers(count);
            Write(parsed.GetValue(json), peers, parsed.GetValue(type) == "float"
                ? GemmReport.Run<float>(sizes, count, peers)
                : GemmReport.Run<double>(sizes, count, peers));
        });
        return command;
    }

    private static GemmSize[]? ParseSizes(ArgumentResult argument)
    {
        try
        {
            return [.. argument.Tokens.Select(token => GemmSize.Parse(token.Value))];
        }
        catch (FormatException e)
        {
            argument.AddError(e.Message);
            return null;
        }
    }

    private static void Write(FileInfo? json, IReadOnlyList<IGemmPeer> peers, IEnumerable<GemmRow> measured)
    {
        foreach (var peer in peers)
            Console.Error.WriteLine($"{peer.Name}: {peer.Version}");
        var table = ReportTable.Create(0, "m", "n", "k", "A", "B", "GFLOP/s", "of peak", "peers");
        var rows = new List<GemmRow>();
        foreach (var row in measured)
        {
            rows.Add(row);
            table.AddRow(
                $"{row.M}", $"{row.N}", $"{row.K}", row.TransA ? "T" : "", row.TransB ? "T" : "",
                $"{row.Gflops:F1}", $"{row.PeakFraction:P1}", string.Join("  ", row.Peers.Select(p => $"{p.Key} {p.Value:F1}")));
            Console.Error.Write('.');
        }
        Console.Error.WriteLine();
        ReportTable.Print(table);
        JsonOption.Write(json, rows);
    }
}
