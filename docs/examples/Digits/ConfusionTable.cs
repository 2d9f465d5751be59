using System.Globalization;
using SimdGrad.Training;
using Spectre.Console;

namespace Digits;

/// <summary>Prints a confusion matrix.</summary>
internal static class ConfusionTable
{
    /// <summary>Prints a row for each digit that was shown and a column for each that was read.</summary>
    public static void Print(ConfusionMatrix matrix)
    {
        var table = new Table().Title("Confusion matrix").Border(TableBorder.Simple).AddColumn("shown / read");
        for (int predicted = 0; predicted < DigitsData.Classes; predicted++)
            table.AddColumn(new TableColumn($"{predicted}").RightAligned());
        for (int actual = 0; actual < DigitsData.Classes; actual++)
        {
            var row = new List<string> { $"{actual}" };
            for (int predicted = 0; predicted < DigitsData.Classes; predicted++)
                row.Add(Cell(matrix[actual, predicted], actual == predicted));
            table.AddRow([.. row]);
        }
        AnsiConsole.Write(table);
    }

    private static string Cell(long count, bool right) =>
        count == 0 ? "." : string.Create(CultureInfo.InvariantCulture, $"[{(right ? "green" : "red")}]{count}[/]");
}
