using ScottPlot;
using ScottPlot.TickGenerators;

namespace Digits;

/// <summary>Draws how loss and accuracy went.</summary>
internal static class LossCurve
{
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>Writes a PNG: training loss on the left axis, which is logarithmic, and test accuracy on the right one.</summary>
    public static void Save(Stream file, IReadOnlyList<EpochResult> history)
    {
        var plot = new Plot();
        plot.Title("Handwritten digits: training loss and test accuracy", size: 18);
        plot.XLabel("Epoch");
        AddCurve(plot, plot.Axes.Left, Colors.C0, "Training loss", history, result => Math.Log10(result.TrainingLoss));
        AddCurve(plot, plot.Axes.Right, Colors.C1, "Test accuracy, %", history, result => 100 * result.TestAccuracy);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Right.TickGenerator = new NumericAutomatic { TargetTickCount = 8 };
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            MinorTickGenerator = new LogMinorTickGenerator(),
            LabelFormatter = exponent => $"{Math.Pow(10, exponent):G1}",
        };
        plot.ShowLegend(Alignment.MiddleRight);
        file.SetLength(0);
        file.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png));
    }

    private static void AddCurve(
        Plot plot, IYAxis axis, Color color, string text, IReadOnlyList<EpochResult> history, Func<EpochResult, double> value)
    {
        double[] epochs = [.. history.Select(result => (double)result.Epoch)];
        // A training that diverged has no finite loss to show; the curve then has gaps.
        double[] values = [.. history.Select(value).Select(y => double.IsFinite(y) ? y : double.NaN)];
        var curve = plot.Add.Scatter(epochs, values, color);
        curve.LegendText = text;
        curve.LineWidth = 2;
        curve.MarkerSize = 5;
        curve.Axes.YAxis = axis;
        axis.Label.Text = text;
        axis.Label.ForeColor = color;
    }
}
