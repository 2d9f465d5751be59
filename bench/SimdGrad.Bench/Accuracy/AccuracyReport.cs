using System.Globalization;
using System.Text;

namespace SimdGrad.Bench;

/// <summary>docs/numerics.md.</summary>
internal static class AccuracyReport
{
    /// <summary>The page.</summary>
    public static string Markdown(IReadOnlyList<AccuracyRow> rows)
    {
        var page = new StringBuilder();
        page.Append("# Accuracy\n\n");
        page.Append(
            """
            Written by `bench/check-accuracy.sh`; do not edit. Errors are in units in the last place (ULP) of the exact result,
            denormal results included. The bound of a function stands in its own file and is tested; beside it is the largest
            error that was found. The float form is held against the double form, whose error is 1e-8 ULP of a float, and the
            double form of the elementary functions against arithmetic with 320 bits, on a sample over all scales. All vector
            widths give the same bits.
            """);
        page.Append("\n\n");
        var (first, last) = (rows.Min(row => row.Date), rows.Max(row => row.Date));
        page.Append(
            CultureInfo.InvariantCulture, $"Measured from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}, {ProcessorModel.Name}.\n\n");
        page.Append("## Elementary functions\n\n");
        page.Append("| Function | Bound | float | Inputs | at | double | Inputs | at |\n");
        page.Append("|---|---:|---:|---:|---|---:|---:|---|\n");
        foreach (var group in rows.Where(row => row.Kind == "function").GroupBy(row => row.Function))
        {
            var (single, wide) = (group.Single(row => row.Type == "float"), group.Single(row => row.Type == "double"));
            page.Append(
                CultureInfo.InvariantCulture, $"| {group.Key} | {single.BoundText} | {Cells(single)} | {Cells(wide)} |\n");
        }
        page.Append("\n## Operations\n\n");
        page.Append(
            """
            With their default parameters, in float. Derivatives are those for the y that the operation gives, times a dy from -8
            to 8; nothing is promised of them where y overflows, or where the derivative itself is denormal. Where a function
            crosses zero because its terms cancel, the bound is absolute between the points that it names: so many ULP of a number
            of the size of those terms.
            """);
        page.Append("\n\n");
        page.Append("| Operation | Bound of values | float | Inputs | at | Bound of derivatives | float | Inputs | at |\n");
        page.Append("|---|---:|---:|---:|---|---:|---:|---:|---|\n");
        foreach (var group in rows.Where(row => row.Kind != "function").GroupBy(row => row.Function))
        {
            var (value, slope) = (group.Single(row => row.Kind == "value"), group.Single(row => row.Kind == "derivative"));
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {value.BoundText} | {Cells(value)} | {slope.BoundText} | {Cells(slope)} |\n");
        }
        return page.ToString();
    }

    private static string Cells(AccuracyRow row)
    {
        string inputs = row.IsComplete ? "all" : row.Inputs.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{row.Ulp:F3} | {inputs} | {row.At}");
    }
}
