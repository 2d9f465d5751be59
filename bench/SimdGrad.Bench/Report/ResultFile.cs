using System.Security.Cryptography;
using System.Text.Json;

namespace SimdGrad.Bench;

/// <summary>A file of results, with its table and its plot.</summary>
internal sealed class ResultFile(string path)
{
    private const string StampStart = "<!-- sha256 of the results: ";

    /// <summary>The plot beside it.</summary>
    public string PlotPath => Path.ChangeExtension(path, ".svg");

    /// <summary>The table for a page, in Markdown.</summary>
    /// <param name="kind">What the file tells about, the command that wrote it.</param>
    /// <exception cref="ArgumentException">There are no tables of this kind.</exception>
    public string Table(string kind) => !File.Exists(path) ? "Not measured yet.\n" : kind switch
    {
        "gemm" => ResultTables.Gemm(Rows<GemmRow>()),
        "elementwise" or "losses" => ResultTables.Kernels(Rows<KernelRow>()),
        "first-call" => ResultTables.FirstCalls(Rows<FirstCallRow>()),
        "first-call-ahead" => ResultTables.FirstCallsAhead(Rows<FirstCallRow>()),
        "first-step" => ResultTables.FirstSteps(Rows<FirstStepRow>()),
        "steps" => ResultTables.Steps(Rows<StepRow>()),
        "fashion" => ResultTables.Epochs(Rows<EpochRow>()),
        "simple-chains" => ResultTables.SimpleChains(
            JsonSerializer.Deserialize<SimpleChainsRow>(File.ReadAllText(path))!),
        "gate" => ResultTables.Gate(Baseline.ReadAll()),
        "environment" => ResultTables.Environment(
            JsonSerializer.Deserialize<MeasuringEnvironment>(File.ReadAllText(path))!),
        _ => throw new ArgumentException($"There is no table '{kind}'.", nameof(kind)),
    };

    /// <summary>Draws the plot, if there is one of this kind.</summary>
    public void DrawPlot(string kind)
    {
        if (!File.Exists(path))
            return;
        string? svg = kind switch
        {
            "gemm" => ResultPlots.Gemm(Rows<GemmRow>()),
            "elementwise" => ResultPlots.Elementwise(Rows<KernelRow>()),
            "losses" => ResultPlots.Losses(Rows<KernelRow>()),
            "steps" => ResultPlots.Steps(Rows<StepRow>()),
            _ => null,
        };
        if (svg is not null)
            File.WriteAllText(PlotPath, $"{svg.TrimEnd()}\n{Stamp}\n");
    }

    /// <summary>Whether the plot, where there is one, was drawn from these results.</summary>
    public bool PlotIsCurrent =>
        !File.Exists(PlotPath) || File.ReadAllText(PlotPath).EndsWith($"{Stamp}\n", StringComparison.Ordinal);

    // The drawing itself depends on the fonts of the machine.
    private string Stamp => $"{StampStart}{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))} -->";

    private List<TRow> Rows<TRow>() => JsonSerializer.Deserialize<List<TRow>>(File.ReadAllText(path))!;
}
