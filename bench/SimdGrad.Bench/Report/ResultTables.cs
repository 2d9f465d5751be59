using System.Globalization;
using System.Text;

namespace SimdGrad.Bench;

/// <summary>The tables of results in Markdown.</summary>
internal static class ResultTables
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>Products: a row for each size with all orientations, and the peers for the plain one.</summary>
    public static string Gemm(IReadOnlyList<GemmRow> rows)
    {
        string[] peers = [.. rows.SelectMany(row => row.Peers.Keys).Distinct()];
        return Table(
            ["m, n, k", "A B", "A B^T", "A^T B", "A^T B^T", .. peers.Select(peer => $"{PeerName(peer)}, A B")],
            rows.GroupBy(row => new GemmSize(row.M, row.N, row.K)).Select(size =>
            {
                GemmRow Row(bool transA, bool transB) => size.Single(row => row.TransA == transA && row.TransB == transB);
                string Cell(GemmRow row) => string.Create(s_culture, $"{row.Gflops:F0} ({100 * row.PeakFraction:F0} %)");
                var plain = Row(false, false);
                return (string[])
                [
                    $"{size.Key.M}, {size.Key.N}, {size.Key.K}",
                    Cell(plain), Cell(Row(false, true)), Cell(Row(true, false)), Cell(Row(true, true)),
                    .. peers.Select(
                        peer => plain.Peers.TryGetValue(peer, out double speed) ? speed.ToString("F0", s_culture) : ""),
                ];
            }));
    }

    /// <summary>Elementwise functions or losses: a row for each kernel and length.</summary>
    public static string Kernels(IReadOnlyList<KernelRow> rows)
    {
        string[] peers = [.. rows.SelectMany(row => row.Peers.Keys).Distinct()];
        bool cold = rows.Any(row => row.Cold is not null);
        return Table(
            ["Kernel", "Elements", "SimdGrad", "of copy", .. cold ? ["first calls"] : (string[])[], .. peers.Select(PeerName)],
            rows.GroupBy(row => row.Kernel).SelectMany(kernel => kernel).Select(row => (string[])
            [
                row.Kernel, Length(row.N), Digits(row.Gelems), string.Create(s_culture, $"{100 * row.CopyFraction:F0} %"),
                .. cold ? [Digits(row.Cold)] : (string[])[],
                .. peers.Select(peer => Digits(row.Peers.TryGetValue(peer, out double speed) ? speed : null)),
            ]));
    }

    /// <summary>First calls.</summary>
    public static string FirstCalls(IReadOnlyList<FirstCallRow> rows) => Table(
        ["Kernel", "Library", "First call, us", "of that compiling, us", "next calls, us", "warm, us", "next of warm"],
        rows.Select(row => (string[])
        [
            row.Kernel, PeerName(row.Library), Digits(row.FirstMicros), Digits(row.CompileMicros), Digits(row.NextMicros),
            Digits(row.WarmMicros), string.Create(s_culture, $"{100 * row.NextOfWarm:G3} %"),
        ]));

    /// <summary>First calls where nothing is compiled any more; our own.</summary>
    public static string FirstCallsAhead(IReadOnlyList<FirstCallRow> rows) => Table(
        ["Kernel", "First call, us", "next calls, us", "warm, us", "first of warm"],
        rows.Where(row => row.Library == "simdgrad").Select(row => (string[])
        [
            row.Kernel, Digits(row.FirstMicros), Digits(row.NextMicros), Digits(row.WarmMicros),
            string.Create(s_culture, $"{100 * row.FirstOfWarm:F0} %"),
        ]));

    /// <summary>Programs up to their first training step.</summary>
    public static string FirstSteps(IReadOnlyList<FirstStepRow> rows) => Table(
        ["Program", "To the first step, ms", "MB resident", "MB on disk"],
        rows.Select(row => (string[])
            [row.Program, Digits(row.Millis), Digits(row.ResidentMegabytes), Digits(row.DiskMegabytes)]));

    /// <summary>Training steps.</summary>
    public static string Steps(IReadOnlyList<StepRow> rows)
    {
        bool replays = rows.Any(row => row.ReplayMicros is not null);
        return Table(
            [
                "Network", "Batch", "Optimizer", "SimdGrad, us", "TorchSharp, us", "Speedup",
                .. (string[])(replays ? ["Replayed, us", "Speedup"] : []), "Bytes allocated",
            ],
            rows.Select(row => (string[])
            [
                row.Network, $"{row.Batch}", row.Optimizer, Digits(row.Micros), Digits(row.TorchMicros), Digits(row.Speedup),
                .. (string[])(replays ? [Digits(row.ReplayMicros), Digits(row.ReplaySpeedup)] : []), $"{row.AllocatedBytes}",
            ]));
    }

    /// <summary>Epochs of training.</summary>
    public static string Epochs(IReadOnlyList<EpochRow> rows) => Table(
        ["Network", "Epoch", "SimdGrad, s", "TorchSharp, s", "Speedup", "Test accuracy", "TorchSharp's"],
        rows.Select(row => (string[])
        [
            row.Network, $"{row.Epoch}", Digits(row.Seconds), Digits(row.TorchSeconds), Digits(row.Speedup),
            string.Create(s_culture, $"{100 * row.Accuracy:F2} %"), string.Create(s_culture, $"{100 * row.TorchAccuracy:F2} %"),
        ]));

    /// <summary>The case of SimpleChains.jl.</summary>
    public static string SimpleChains(SimpleChainsRow row) => Table(
        ["", "us", "GFLOP/s", "of the peak"],
        [
            ["SimdGrad, recorded", Digits(row.Micros), Digits(row.Gflops), Percent(row.PeakFraction)],
            ["SimdGrad, replayed", Digits(row.ReplayMicros), Digits(row.ReplayGflops), Percent(row.ReplayPeakFraction)],
            ["SimpleChains.jl, as published, on another machine", Digits(row.PublishedMicros), Digits(row.PublishedGflops), ""],
        ]);

    /// <summary>What the gate expects.</summary>
    public static string Gate(Dictionary<string, Dictionary<string, BaselineSet>> processors) => Table(
        ["Processor", "Width", "Kernel", "Of the yardstick", "Tolerance", "Date"],
        processors.SelectMany(processor => processor.Value.SelectMany(width => width.Value.Kernels.Select(kernel => (string[])
        [
            processor.Key, width.Key, kernel.Key, string.Create(s_culture, $"{100 * kernel.Value.Ratio:F1} %"),
            string.Create(s_culture, $"{100 * kernel.Value.Tolerance:F0} %"), width.Value.Date,
        ]))));

    /// <summary>Processor, date and versions.</summary>
    public static string Environment(MeasuringEnvironment environment) => Table(
        ["Measured", environment.Date],
        [
            ["Processor", $"{environment.Processor}, {environment.Processors} logical processors"],
            ["System", $"{environment.System}, {environment.Runtime}"],
            .. environment.Libraries.Select(library => (string[])[PeerName(library.Key), library.Value]),
        ]);

    /// <summary>How a library calls itself.</summary>
    public static string PeerName(string peer) => peer switch
    {
        "simdgrad" => "SimdGrad",
        "openblas" => "OpenBLAS",
        "blis" => "BLIS",
        "onednn" => "oneDNN",
        "torch" => "TorchSharp",
        "tensorPrimitives" => "TensorPrimitives",
        "tensorPrimitivesCold" => "its first calls",
        _ => peer,
    };

    /// <summary>A power of two as in 64 Ki.</summary>
    public static string Length(int n) => n switch
    {
        _ when n % (1 << 20) == 0 => $"{n >> 20} Mi",
        _ when n % (1 << 10) == 0 => $"{n >> 10} Ki",
        _ => $"{n}",
    };

    private static string Percent(double fraction) => string.Create(s_culture, $"{100 * fraction:F1} %");

    // Three digits, without an exponent.
    private static string Digits(double? value)
    {
        if (value is not { } x)
            return "";
        int decimals = x == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(x))), 0, 6);
        return x.ToString($"F{decimals}", s_culture);
    }

    private static string Table(IReadOnlyList<string> head, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        Line(head);
        text.Append('|').AppendJoin('|', head.Select((_, column) => column == 0 ? "---" : "---:")).Append("|\n");
        foreach (string[] row in rows)
            Line(row);
        return text.ToString();
    }
}
