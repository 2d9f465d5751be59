using System.Globalization;
using System.Text;

namespace SimdGrad.Bench;

/// <summary>docs/numerics.md.</summary>
internal static class AccuracyReport
{
    /// <summary>The page, from rows of both element types.</summary>
    public static string Markdown(IReadOnlyList<AccuracyRow> rows)
    {
        var page = new StringBuilder();
        page.Append("# Accuracy\n\n");
        page.Append(
            """
            Written by `bench/check-accuracy.sh`; do not edit. Errors are in units in the last place (ULP) of the exact result,
            denormal results included. The bound of a function stands in its own file and is tested; beside it is the largest
            error that was found. The double form is held against arithmetic with 320 bits, on a sample over all scales; the
            float form against the double form, whose error is 1e-8 ULP of a float. All vector widths give the same bits.
            """);
        page.Append("\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Measured on {DateTime.UtcNow:yyyy-MM-dd}, {ProcessorModel.Name}.\n\n");
        page.Append("| Function | Bound | float | Inputs | at | double | Inputs | at |\n");
        page.Append("|---|---:|---:|---:|---|---:|---:|---|\n");
        foreach (var group in rows.GroupBy(row => row.Function))
        {
            var (single, wide) = (group.Single(row => row.Type == "float"), group.Single(row => row.Type == "double"));
            page.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {single.Bound} | {Cells(single)} | {Cells(wide)} |\n");
        }
        return page.ToString();
    }

    private static string Cells(AccuracyRow row)
    {
        string inputs = row.Inputs == 1L << 32 ? "all" : row.Inputs.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{row.Ulp:F3} | {inputs} | {row.At}");
    }
}
