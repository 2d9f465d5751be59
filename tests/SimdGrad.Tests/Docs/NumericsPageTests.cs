using System.Globalization;
using System.Reflection;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;
using SimdGrad.Tests.Simd;
using Xunit;

namespace SimdGrad.Tests.Docs;

public class NumericsPageTests
{
    private static IEnumerable<string[]> Rows(int cells) =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "numerics.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .Where(row => row.Length == cells)
            .Skip(1);

    // The page is written by a run of some minutes, which a missing row, a row too many or another bound call for.
    [Fact]
    public void Page_has_the_functions_and_bounds_of_the_library()
    {
        var functions = ElementaryFunction.All.Select(function => string.Create(
            CultureInfo.InvariantCulture, $"{NameOf(function.Name)} {function.MaxUlp}"));
        Assert.Equal(
            functions.Order(StringComparer.Ordinal), Rows(8).Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));
        var operations = OpTypes.Implementing(typeof(IUnaryOp)).Where(type => type != typeof(Identity)).Select(type =>
            $"{NameOf(type.Name)} {BoundOf(type, nameof(IUnaryOp.ForwardAccuracy))} "
            + $"{BoundOf(type, nameof(IUnaryOp.BackwardAccuracy))}");
        Assert.Equal(
            operations.Order(StringComparer.Ordinal),
            Rows(9).Select(row => $"{row[0]} {row[1]} {row[5]}").Order(StringComparer.Ordinal));
    }

    // What was measured keeps the bound, so that a page of a failed run is noticed.
    [Fact]
    public void Errors_on_the_page_are_within_the_bounds()
    {
        foreach (string[] row in Rows(8))
        {
            Assert.Equal("all", row[3]);
            Check(row[1], row[2]);
            Check(row[1], row[5]);
        }
        foreach (string[] row in Rows(9))
        {
            Check(row[1], row[2]);
            Check(row[5], row[6]);
        }

        static void Check(string bound, string error) => Assert.InRange(
            double.Parse(error, CultureInfo.InvariantCulture), 0,
            double.Parse(bound.Split(';')[0], CultureInfo.InvariantCulture));
    }

    private static string NameOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string BoundOf(Type type, string property) =>
        $"{type.GetProperty(property, BindingFlags.Static | BindingFlags.Public)!.GetValue(null)}";
}
