using System.CommandLine;
using System.Globalization;

namespace SimdGrad.Bench;

/// <summary>
/// <c>accuracy</c>: the largest error of each elementary function, and of the values and derivatives of each operation.
/// </summary>
internal static class AccuracyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Try all 2^32 floats instead of one in 1021." };
        var name = new Option<string?>("--op") { Description = "The only function to measure." };
        name.Validators.Add(result =>
        {
            var names = AccuracyCase.All.Select(function => function.Name).Distinct().ToList();
            if (result.Tokens is [var token] && !names.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
                result.AddError($"--op {token.Value}: the functions are {string.Join(", ", names)}.");
        });
        var results = new Option<FileInfo?>("--results")
        {
            Description =
                "A file that keeps what was measured. What it has of all floats is not measured again, unless --op names it.",
        };
        var markdown = new Option<FileInfo?>("--markdown")
        {
            Description = "A file for the tables, as docs/numerics.md has them.",
        };
        var command = new Command("accuracy", "Measures the error of functions; fails if one exceeds its bound.")
        {
            all, name, results, markdown,
        };
        command.SetAction(result => Run(
            result.GetValue(all), result.GetValue(name), new(result.GetValue(results)), result.GetValue(markdown)));
        return command;
    }

    private static int Run(bool all, string? name, AccuracyResults results, FileInfo? markdown)
    {
        bool isWithin = true;
        foreach (var function in AccuracyCase.All)
        {
            if (name is not null && !string.Equals(name, function.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            var singles = name is null ? results.Complete(function) : null;
            List<AccuracyRow> rows = [singles ?? AccuracySweep.Singles(function, all)];
            if (function is ElementaryAccuracy elementary)
                rows.Add(AccuracySweep.DoublesSample(elementary));
            results.Put(function, rows);
            foreach (var row in rows)
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(row.IsWithin ? "passed" : "failed")}: {row.Function}, {row.Kind}, {row.Type}: {row.Ulp:F4} ULP of "
                    + $"{row.BoundText}, at {row.At}: got {row.Got}, expected {row.Expected}; {row.Inputs} inputs"));
            isWithin &= rows.All(row => row.IsWithin);
        }
        if (markdown is not null)
            File.WriteAllText(markdown.FullName, AccuracyReport.Markdown(results.Rows));
        return isWithin ? 0 : 1;
    }
}
