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
        var json = new Option<FileInfo?>("--json") { Description = "A file for the results, as JSON." };
        json.Validators.Add(result =>
        {
            if (result.Tokens is [var path] && new FileInfo(path.Value).Directory is not { Exists: true })
                result.AddError($"--json {path.Value}: there is no such folder.");
        });
        return json;
    }

    /// <summary>Writes the results, if a file was given.</summary>
    public static void Write<TResults>(FileInfo? json, TResults results)
    {
        if (json is not null)
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(results, s_json) + "\n");
    }
}
