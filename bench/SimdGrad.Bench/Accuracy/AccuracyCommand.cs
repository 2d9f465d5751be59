using System.CommandLine;
using System.Globalization;

namespace SimdGrad.Bench;

/// <summary><c>accuracy</c>: the largest error of each elementary function, and where it is.</summary>
internal static class AccuracyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Try all 2^32 floats instead of one in 1021." };
        var name = new Option<string?>("--op") { Description = "The only function to measure." };
        name.Validators.Add(result =>
        {
            var names = AccuracyCase.All.Select(function => function.Name).ToList();
            if (result.Tokens is [var token] && !names.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
                result.AddError($"--op {token.Value}: the functions are {string.Join(", ", names)}.");
        });
        var markdown = new Option<FileInfo?>("--markdown") { Description = "A file for the table, as docs/numerics.md has it." };
        var command = new Command("accuracy", "Measures the error of elementary functions; fails if one exceeds its bound.")
        {
            all, name, markdown,
        };
        command.SetAction(result => Run(result.GetValue(all), result.GetValue(name), result.GetValue(markdown)));
        return command;
    }

    private static int Run(bool all, string? name, FileInfo? markdown)
    {
        var rows = new List<AccuracyRow>();
        foreach (var function in AccuracyCase.All)
        {
            if (name is not null && !string.Equals(name, function.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var row in (AccuracyRow[])[AccuracySweep.Singles(function, all), AccuracySweep.DoublesSample(function)])
            {
                rows.Add(row);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(row.IsWithin ? "passed" : "failed")}: {row.Function} {row.Type}: {row.Ulp:F4} ULP of {row.Bound}, "
                    + $"at {row.At}: got {row.Got}, expected {row.Expected}; {row.Inputs} inputs"));
            }
        }
        if (markdown is not null)
            File.WriteAllText(markdown.FullName, AccuracyReport.Markdown(rows));
        return rows.All(row => row.IsWithin) ? 0 : 1;
    }
}
