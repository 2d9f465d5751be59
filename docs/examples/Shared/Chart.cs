using ScottPlot;

namespace Examples;

/// <summary>Draws lines into an SVG file.</summary>
internal static class Chart
{
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>Writes a picture of some series; numbers that are not finite leave gaps. Tells where it is.</summary>
    public static void Save(
        string path, string title, string xLabel, string yLabel, params (string Name, double[] X, double[] Y)[] series)
    {
        var plot = new Plot();
        plot.Title(title, size: 18);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        foreach (var (name, x, y) in series)
        {
            var line = plot.Add.Scatter(x, Array.ConvertAll(y, v => double.IsFinite(v) ? v : double.NaN));
            line.LegendText = name;
            line.LineWidth = 2;
            line.MarkerSize = x.Length > 40 ? 0 : 6;
        }
        plot.ShowLegend();
        plot.SaveSvg(path, Width, Height);
        Console.WriteLine($"Picture: {Path.GetFullPath(path)}");
    }
}
