using System.CommandLine;
using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary><c>first-call [--json FILE]</c>: what the first calls of kernels cost, in processes of their own.</summary>
internal static class FirstCallCommand
{
    private const int Processes = 3;
    private const int NextCalls = 5;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var json = JsonOption.Create();
        var only = new Option<int?>("--only") { Description = "Measure the kernel of this number here.", Hidden = true };
        var command = new Command("first-call", "Measures the first calls of kernels in new processes.") { json, only };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(only) is { } index)
                Console.WriteLine(JsonSerializer.Serialize(MeasureHere(FirstCallKernel.All[index])));
            else
                Report(parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>The median of the first call in several new processes.</summary>
    public static FirstCallRow Measure(FirstCallKernel kernel)
    {
        string index = $"{FirstCallKernel.All.Index().First(item => item.Item == kernel).Index}";
        var rows = Enumerable.Range(0, Processes)
            .Select(_ => JsonSerializer.Deserialize<FirstCallRow>(ChildProcess.Run("first-call", "--only", index))!)
            .ToList();
        // The process of the median of what counts, so that the numbers of a row belong together.
        return rows.OrderBy(row => row.NextOfWarm).ElementAt(Processes / 2);
    }

    private static void Report(FileInfo? json)
    {
        var table = ReportTable.Create(
            2, "kernel", "library", "first us", "compiling us", "next us", "warm us", "first of warm", "next of warm");
        var rows = new List<FirstCallRow>();
        foreach (var kernel in FirstCallKernel.All)
        {
            var row = Measure(kernel);
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

    private static FirstCallRow MeasureHere(FirstCallKernel kernel)
    {
        Parallelism.MaxThreads = 1;
        var action = kernel.Prepare();
        var calls = new TimeSpan[1 + NextCalls];
        // The clocks are compiled before the kernel.
        _ = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp()) + JitInfo.GetCompilationTime(currentThread: true);
        var compiled = TimeSpan.Zero;
        for (int i = 0; i < calls.Length; i++)
        {
            var before = JitInfo.GetCompilationTime(currentThread: true);
            long start = Stopwatch.GetTimestamp();
            action();
            calls[i] = Stopwatch.GetElapsedTime(start);
            if (i == 0)
                compiled = JitInfo.GetCompilationTime(currentThread: true) - before;
        }
        Timing.SettleTiers([action]);
        double warm = Contest.MedianSeconds([action], threads: 1)[0];
        return new(
            kernel.Name, kernel.Library, calls[0].TotalMicroseconds, compiled.TotalMicroseconds,
            Timing.Median(calls.Skip(1).Select(call => call.TotalMicroseconds)), warm * 1e6);
    }
}
