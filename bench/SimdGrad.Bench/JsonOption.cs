using System.CommandLine;
using System.Text.Json;

namespace SimdGrad.Bench;

/// <summary>The option <c>--json FILE</c> of the reports.</summary>
internal static class JsonOption
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>The option; a folder that is missing is told before anything is measured.</summary>
    public static Option<FileInfo?> Create()
    {
        var json = new Option<FileInfo?>("--json") { Description = "A file for the rows, as JSON." };
        json.Validators.Add(result =>
        {
            if (result.Tokens is [var path] && new FileInfo(path.Value).Directory is not { Exists: true })
                result.AddError($"--json {path.Value}: there is no such folder.");
        });
        return json;
    }

    /// <summary>Writes the rows, if a file was given.</summary>
    public static void Write<TRow>(FileInfo? json, IReadOnlyList<TRow> rows)
    {
        if (json is not null)
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(rows, s_json) + "\n");
    }
}
