using System.CommandLine;

namespace SimdGrad.Bench;

/// <summary>
/// <c>first-call [--program FILE] [--json FILE]</c>: what the first calls of kernels cost, in processes of their own.
/// </summary>
internal static class FirstCallCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var program = new Option<FileInfo>("--program")
        {
            Description = "SimdGrad.Bench.Start as it was published; if not given, it is compiled just in time.",
        };
        program.AcceptExistingOnly();
        var json = JsonOption.Create();
        var command = new Command("first-call", "Measures the first calls of kernels in new processes.") { program, json };
        command.SetAction(parsed => Report(
            parsed.GetValue(program) is { } file ? new(file.FullName) : StartProgram.JustInTime, parsed.GetValue(json)));
        return command;
    }

    private static void Report(StartProgram program, FileInfo? json)
    {
        var table = ReportTable.Create(
            2, "kernel", "library", "first us", "compiling us", "next us", "warm us", "first of warm", "next of warm");
        var rows = new List<FirstCallRow>();
        foreach (var (library, name) in program.Kernels)
        {
            var row = program.FirstCall(library, name);
            rows.Add(row);
            Console.Error.Write('.');
            ReportTable.AddRow(
                table, row.Kernel, row.Library, $"{row.FirstMicros:F0}", $"{row.CompileMicros:F0}", $"{row.NextMicros:F1}",
                $"{row.WarmMicros:F1}", $"{row.FirstOfWarm:P1}", $"{row.NextOfWarm:P1}");
        }
        Console.Error.WriteLine();
        ReportTable.Print(table);
        JsonOption.Write(json, rows);
    }
}
