using System.CommandLine;

namespace SimdGrad.Bench;

/// <summary>
/// <c>report [--check]</c>: makes the tables and plots of docs/benchmarks.md from the files of results that it names, or fails
/// if they are not those.
/// </summary>
internal static class ReportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Change nothing; exit with 1 if something would change." };
        var command = new Command("report", "Makes the tables and plots of docs/benchmarks.md.") { check };
        command.SetAction(parsed => Run(parsed.GetValue(check)));
        return command;
    }

    private static int Run(bool check)
    {
        var page = new BenchmarkPage(Path.GetFullPath(Path.Combine(Baseline.File, "../../docs/benchmarks.md")));
        if (!check)
        {
            page.Update();
            return 0;
        }
        int faults = 0;
        foreach (string fault in page.Faults())
        {
            Console.WriteLine($"failed: {fault}");
            faults++;
        }
        if (faults == 0)
            Console.WriteLine("passed: the tables and plots of docs/benchmarks.md are those of the results");
        return faults == 0 ? 0 : 1;
    }
}
