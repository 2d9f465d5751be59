using System.Text.Encodings.Web;
using System.Text.Json;

namespace SimdGrad.Bench;

/// <summary>The committed file of what is expected: by processor, vector width and kernel.</summary>
internal static class Baseline
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // Keeps the plus signs that processors' names may have; nobody shows the file in a browser.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file, bench/baseline.json of the working copy that this program was built in.</summary>
    public static string File { get; } = Path.Combine(FindBench(), "baseline.json");

    /// <summary>Reads what is expected of this processor, by vector width; empty if it is not in the file.</summary>
    public static Dictionary<string, BaselineSet> Read() => ReadAll().GetValueOrDefault(ProcessorModel.Name) ?? [];

    /// <summary>Replaces what is expected of this processor at the given widths.</summary>
    public static void Write(Dictionary<string, BaselineSet> widths)
    {
        var all = ReadAll();
        var own = all.GetValueOrDefault(ProcessorModel.Name) ?? [];
        foreach (var (width, set) in widths)
            own[width] = set;
        all[ProcessorModel.Name] = own;
        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(all, s_json) + "\n");
    }

    /// <summary>Reads what is expected of all processors, by processor and vector width.</summary>
    public static Dictionary<string, Dictionary<string, BaselineSet>> ReadAll()
    {
        string text = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "{}";
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, BaselineSet>>>(text, s_json)!;
    }

    private static string FindBench()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "SimdGrad.sln")))
            folder = Path.GetDirectoryName(folder);
        return Path.Combine(
            folder ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not within the repository."), "bench");
    }
}
