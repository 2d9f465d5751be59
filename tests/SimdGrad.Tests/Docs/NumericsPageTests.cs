using System.Globalization;
using SimdGrad.Tests.Simd;
using Xunit;

namespace SimdGrad.Tests.Docs;

public class NumericsPageTests
{
    // The page is written by a run of some minutes, which a missing row, a row too many or another bound call for.
    [Fact]
    public void Page_has_the_functions_and_bounds_of_the_library()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "numerics.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1]} {cells[2]}");
        var expected = ElementaryFunction.All.Select(function => string.Create(
            CultureInfo.InvariantCulture,
            $"{char.ToLowerInvariant(function.Name[0])}{function.Name[1..]} {function.MaxUlp}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    // What was measured keeps the bound, so that a page of a failed run is noticed.
    [Fact]
    public void Errors_on_the_page_are_within_the_bounds()
    {
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "docs", "numerics.md")))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 7 || !double.TryParse(cells[2], CultureInfo.InvariantCulture, out double bound))
                continue;
            Assert.Equal("all", cells[4]);
            Assert.InRange(double.Parse(cells[3], CultureInfo.InvariantCulture), 0, bound);
            Assert.InRange(double.Parse(cells[6], CultureInfo.InvariantCulture), 0, bound);
        }
    }
}
