using ScottPlot;

namespace SimdGrad.Bench;

/// <summary>The plots of results: bars, one color for each library.</summary>
internal static class ResultPlots
{
    private const int Width = 960, Height = 420;

    /// <summary>The plain products in GFLOP/s.</summary>
    public static string Gemm(IReadOnlyList<GemmRow> rows)
    {
        var plain = rows.Where(row => !row.TransA && !row.TransB).ToList();
        return Bars(
            "Matrix product A B, GFLOP/s", [.. plain.Select(row => $"{row.M}\n{row.N}\n{row.K}")],
            [
                ("peak", [.. plain.Select(row => row.Gflops / row.PeakFraction)]),
                ("simdgrad", [.. plain.Select(row => row.Gflops)]),
                .. Peers(plain.Select(row => row.Peers)),
            ]);
    }

    /// <summary>Elementwise functions within the second-level cache, in billions of elements a second.</summary>
    public static string Elementwise(IReadOnlyList<KernelRow> rows) => Kernels(
        "Elementwise functions of 64 Ki floats, billions of elements a second",
        [.. rows.Where(row => row.N == ElementwiseReport.ColdLength)], row => row.Kernel);

    /// <summary>Losses, in billions of elements a second.</summary>
    public static string Losses(IReadOnlyList<KernelRow> rows) => Kernels(
        "Losses, value and gradient, billions of elements a second",
        [.. rows.Where(row => row.Peers.Count > 0)],
        row => $"{row.Kernel}\n{ResultTables.Length(row.N)}"
            .Replace("CrossEntropy", "\nCrossEntropy\n", StringComparison.Ordinal));

    /// <summary>How many times as fast as TorchSharp training steps are.</summary>
    public static string Steps(IReadOnlyList<StepRow> rows) => Bars(
        "Training steps, times as fast as TorchSharp",
        [.. rows.Select(row => $"{row.Network.Replace("-", "-\n", StringComparison.Ordinal)}\n({row.Batch})")],
        [("simdgrad", [.. rows.Select(row => row.Speedup)])], logarithmic: true);

    private static string Kernels(string title, IReadOnlyList<KernelRow> rows, Func<KernelRow, string> label) => Bars(
        title, [.. rows.Select(label)],
        [("simdgrad", [.. rows.Select(row => row.Gelems)]), .. Peers(rows.Select(row => row.Peers))]);

    private static IEnumerable<(string Name, double[] Values)> Peers(IEnumerable<IReadOnlyDictionary<string, double>> rows) =>
        rows.SelectMany(row => row.Keys).Distinct().Where(peer => !peer.EndsWith("Cold", StringComparison.Ordinal))
            .Select(peer => (peer, rows.Select(row => row.GetValueOrDefault(peer)).ToArray()));

    private static string Bars(
        string title, string[] categories, IReadOnlyList<(string Name, double[] Values)> series, bool logarithmic = false)
    {
        var plot = new Plot();
        plot.Title(title, size: 16);
        double width = 0.8 / series.Count;
        foreach (var (index, (name, values)) in series.Index())
        {
            double offset = (index - (series.Count - 1) / 2.0) * width;
            var bars = plot.Add.Bars(values.Select((value, i) => new Bar
            {
                Position = i + offset,
                Value = logarithmic ? Math.Log10(value) : value,
                Size = width,
                FillColor = Color(name, index),
                LineWidth = 0,
                Label = logarithmic ? value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture) : "",
            }).ToArray());
            bars.LegendText = name == "peak" ? "fused multiply-adds on registers" : ResultTables.PeerName(name);
        }
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, categories.Length).Select(i => (double)i)], categories);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = categories.Length > 16 ? 9 : 12;
        if (categories.Length > 16)
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = 60;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
            plot.Axes.Bottom.MinimumSize = 80;
        }
        else
        {
            plot.Axes.Bottom.MinimumSize = 20 + 16 * categories.Max(category => category.Count(c => c == '\n') + 1);
        }
        if (logarithmic)
            plot.HideAxis(plot.Axes.Left);
        plot.Axes.Margins(bottom: logarithmic ? 0.08 : 0, top: 0.15);
        plot.HideGrid();
        if (series.Count > 1)
            plot.ShowLegend(Edge.Bottom);
        else
            plot.HideLegend();
        return plot.GetSvgXml(Width, Height);
    }

    private static Color Color(string name, int index) => name switch
    {
        "peak" => Colors.LightGray,
        "simdgrad" => Colors.C0,
        _ => new ScottPlot.Palettes.Category10().GetColor(index),
    };

    private static void HideAxis(this Plot plot, IYAxis axis)
    {
        axis.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
    }
}
