using System.CommandLine;

namespace SimdGrad.Bench;

/// <summary>
/// <c>first-step [--program NAME=FILE ...] [--json FILE]</c>: programs from their start to the end of their first training step.
/// </summary>
internal static class FirstStepCommand
{
    private const int Rounds = 9;
    private const double Mega = 1e6;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var programs = new Option<string[]>("--program")
        {
            Description = "What to measure beside SimdGrad.Bench.Start compiled just in time: NAME=FILE, a dll being run by dotnet.",
        };
        programs.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.Split('=', 2) is not [_, var path] || !File.Exists(path))
                    result.AddError($"--program {token.Value}: give NAME=FILE, with a file that exists.");
        });
        var json = JsonOption.Create();
        var command = new Command("first-step", "Measures programs from their start to the end of their first training step.")
        {
            programs, json,
        };
        command.SetAction(parsed => Report(parsed.GetValue(programs) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static void Report(string[] programs, FileInfo? json)
    {
        (string Name, StartProgram Program)[] all =
        [
            ("SimdGrad, just in time", StartProgram.JustInTime),
            .. programs.Select(program => program.Split('=', 2)).Select(parts => (parts[0], new StartProgram(parts[1]))),
        ];
        var samples = all.Select(_ => new List<(double Micros, double ResidentBytes, double DiskBytes)>()).ToArray();
        // In turns, so that drift hits all alike. The first of each finds its files on disk, and is not counted.
        for (int round = 0; round <= Rounds; round++)
            for (int i = 0; i < all.Length; i++)
                if (all[i].Program.FirstStep() is var sample && round > 0)
                    samples[i].Add(sample);
        var rows = all.Select((program, i) => new FirstStepRow(
            program.Name, Timing.Median(samples[i].Select(sample => sample.Micros)) / 1e3,
            Timing.Median(samples[i].Select(sample => sample.ResidentBytes)) / Mega, samples[i][0].DiskBytes / Mega)).ToList();
        var table = ReportTable.Create(1, "program", "ms", "MB resident", "MB on disk");
        foreach (var row in rows)
            ReportTable.AddRow(
                table, row.Program, $"{row.Millis:F1}", $"{row.ResidentMegabytes:F1}", $"{row.DiskMegabytes:F1}");
        ReportTable.Print(table);
        JsonOption.Write(json, rows);
    }
}
