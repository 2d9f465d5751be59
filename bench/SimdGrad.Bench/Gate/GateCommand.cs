using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace SimdGrad.Bench;

/// <summary><c>gate [--update] [--json FILE] [--slow NAME]</c>: fails if a kernel has become slower than its baseline.</summary>
internal static class GateCommand
{
    private const int Retries = 3;

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(4);

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var update = new Option<bool>("--update") { Description = "Make the baseline of this processor instead of comparing." };
        var json = new Option<FileInfo?>("--json") { Description = "A file for the ratios of one measurement; compare nothing." };
        var slow = new Option<string?>("--slow") { Description = "Slow a kernel down by a third, to see the gate fail." };
        var command = new Command("gate", "Compares kernels with their baseline; exits with 1 if one has become slower.")
        {
            update, json, slow,
        };
        command.SetAction(parsed =>
        {
            string? slowed = parsed.GetValue(slow);
            if (parsed.GetValue(update))
                return Update();
            return parsed.GetValue(json) is { } file ? Measure(file, slowed) : Compare(slowed);
        });
        return command;
    }

    private static int Update()
    {
        Baseline.Write(BaselineUpdate.Measure());
        Console.WriteLine($"Wrote {Baseline.File} for {ProcessorModel.Name}.");
        return 0;
    }

    private static int Measure(FileInfo file, string? slow)
    {
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(GateMeasurement.Run(slow), s_json));
        return 0;
    }

    private static int Compare(string? slow)
    {
        var baseline = Baseline.Read();
        var rows = GateProcess.Measure(slow)
            .SelectMany(width => width.Value.Select(kernel => new GateRow(
                width.Key, kernel.Key, kernel.Value,
                baseline.GetValueOrDefault(width.Key)?.Kernels.GetValueOrDefault(kernel.Key))))
            .ToList();
        if (slow is not null && rows.All(row => row.Kernel != slow))
        {
            Console.Error.WriteLine($"There is no kernel '{slow}'.");
            return 2;
        }
        // What seems slower may have been disturbed, which a rest lets pass: only what is slower each time is.
        for (int retry = 0; retry < Retries && rows.Any(row => row.IsSlower); retry++)
        {
            Thread.Sleep(s_rest);
            var again = GateProcess.Measure(slow);
            rows = [.. rows.Select(row => row with { Ratio = Math.Max(row.Ratio, again[row.Width][row.Kernel]) })];
        }
        Print(rows);
        if (rows.All(row => row.Baseline is null))
            Console.WriteLine($"No baseline for {ProcessorModel.Name}: nothing to compare with. To make it: gate --update");
        else if (!rows.Any(row => row.IsSlower))
            Console.WriteLine("No kernel is slower than its baseline.");
        foreach (var row in rows.Where(row => row.IsSlower))
            Console.WriteLine($"Slower than its baseline in each of {Retries + 1} measurements: {row.Kernel} ({row.Width})");
        return rows.Any(row => row.IsSlower) ? 1 : 0;
    }

    private static void Print(IEnumerable<GateRow> rows)
    {
        var table = new Table { Title = new($"{Markup.Escape(ProcessorModel.Name)}, one thread") }
            .AddColumns("width", "kernel", "of yardstick", "baseline", "change", "tolerance", "verdict");
        foreach (int column in (int[])[2, 3, 4, 5])
            table.Columns[column].RightAligned();
        foreach (var row in rows)
            table.AddRow(
                row.Width, row.Kernel, $"{row.Ratio:P1}", $"{row.Baseline?.Ratio:P1}", $"{row.Change:+0.0 %;-0.0 %;0.0 %}",
                $"{row.Baseline?.Tolerance:P1}",
                row.Baseline is null ? "no baseline" : row.IsSlower ? "[red]slower[/]" : row.IsFaster ? "faster" : "ok");
        // Where there is no terminal, as in a log, lines would be broken at 80 columns.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 110);
        AnsiConsole.Write(table);
    }
}
