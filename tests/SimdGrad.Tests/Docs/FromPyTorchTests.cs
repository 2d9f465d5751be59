using Microsoft.CodeAnalysis;
using Xunit;

namespace SimdGrad.Tests.Docs;

/// <summary>The table of PyTorch's names: what stands in its second column compiles.</summary>
[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public sealed class FromPyTorchTests
{
    private const string Frame = """
        using SimdGrad;
        using SimdGrad.Data;
        using SimdGrad.IO;
        using SimdGrad.Kernels;
        using SimdGrad.Nn;
        using SimdGrad.Optim;
        using SimdGrad.Training;

        internal static class Rows
        {
            private static void Main()
            {
            }

        """;

    [Fact]
    public void Every_row_compiles()
    {
        string[] rows = [.. Rows()];
        Assert.InRange(rows.Length, 110, 500);
        string code = Frame + string.Concat(rows.Select((row, i) => $$"""

            internal static void Row{{i}}(
                Tape<float> tape, Module<float> model, ParameterSet<float> set, Tensor<float> x, Tensor<float> y,
                Tensor<float> w, Tensor<float> b, int[] labels, float[] targets, Dataset<float> data,
                Optimizer<float> optimizer)
            {
                {{Statement(row)}}
            }

            """)) + "}";
        var faults = DocumentedProgramTests.Compile(code).GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(fault => fault.Severity == DiagnosticSeverity.Error);
        Assert.Empty(faults.Select(fault => $"{fault}: {fault.Location.SourceTree?.GetText(TestContext.Current.CancellationToken)
            .Lines[fault.Location.GetLineSpan().StartLinePosition.Line]}"));
    }

    // An expression without a value may only be a call; others are assigned to nothing.
    private static string Statement(string code) =>
        code.EndsWith(';') ? code : code.Contains(".Backward(", StringComparison.Ordinal) ? code + ";" : $"_ = {code};";

    private static IEnumerable<string> Rows() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "from-pytorch.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|')[2].Trim())
            .Select(cell => cell.StartsWith('`') && cell.EndsWith('`') ? cell[1..^1] : $"#error {cell}");
}
