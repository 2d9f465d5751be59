using System.Runtime.CompilerServices;
using Xunit;

namespace SimdGrad.Tests;

public class LayeringTests
{
    private const string Kernel = "namespace SimdGrad.Kernels; public static class Reduce { public static int Sum(int x) => x; }";
    private const string Operation = "namespace SimdGrad; public readonly struct Sum { }";
    private const string Network = "namespace SimdGrad; public class Linear<T> { }";
    private const string Reader = "namespace SimdGrad.Data; public class Batch { }";

    [Fact]
    public void No_layer_uses_one_below_it()
    {
        var files = Sources();
        Assert.True(files.Count > 50, $"only {files.Count} source files");
        Assert.Empty(Layering.Violations(files));
    }

    [Theory]
    [InlineData("Kernels/Made.cs", "class Made { Sum x; }", "Kernels may not use Sum of Ops")]
    [InlineData("Kernels/Made.cs", "class Made { void M() { var x = new Sum(); } }", "Kernels may not use Sum of Ops")]
    [InlineData("Kernels/Made.cs", "class Made { void M() => M<Sum, int>(1); }", "Kernels may not use Sum of Ops")]
    [InlineData("Simd/Made.cs", "class Made : SimdGrad.Kernels.Reduce { }", "Simd may not use Reduce of Kernels")]
    [InlineData("Simd/Made.cs", "class Made { int X => Reduce.Sum(1); }", "Simd may not use Reduce of Kernels")]
    [InlineData("Memory/Made.cs", "class Made { Made(Made x, Linear<int> y) { } }", "Memory may not use Linear of Nn")]
    [InlineData("Ops/Made.cs", "class Made { Linear<int> x; }", "Ops may not use Linear of Nn")]
    [InlineData("Data/Made.cs", "class Made { object x = default(Sum); }", "Data may not use Sum of Ops")]
    [InlineData("Data/Made.cs", "class Made { Linear<int> x; }", "Data may not use Linear of Nn")]
    [InlineData("Optim/Made.cs", "class Made { Batch[] x; }", "Optim may not use Batch of Data")]
    [InlineData("Nn/Made.cs", "using System.Runtime.Intrinsics.X86;", "only Simd may name System.Runtime.Intrinsics.X86")]
    [InlineData("Nn/Made.cs", "class Made { Vector256<int> x; }", "only Simd may name Vector256")]
    [InlineData("Extra/Made.cs", "class Made { }", "the folder Extra is no layer")]
    [InlineData("Made.cs", "class Made { }", "the folder  is no layer")]
    public void A_violation_is_found(string path, string text, string message) =>
        Assert.Equal([$"{path}: {message}"], Layering.Violations(WithOthers(path, text)));

    [Theory]
    [InlineData("Kernels/Made.cs", "class Made { int X => Reduce.Sum(1); int Sum<T>(T x) => 1; int Y => Sum<int>(2); }")]
    [InlineData("Kernels/Made.cs", "/* Sum */ class Made { /// <see cref=\"Sum\"/>\n string X => \"Sum \\\" Sum\"; // Linear\n}")]
    [InlineData("Kernels/Made.cs", "class Made { string X => @\"Sum \"\" Sum\"; char Y => '\"'; char Z => '\"'; }")]
    [InlineData("Ops/Made.cs", "class Made { Sum x; int Y => Reduce.Sum(1); Tensor Linear(int x) => null; }")]
    [InlineData("Nn/Made.cs", "class Made { Sum x; Linear<int> y; }")]
    [InlineData("Simd/Made.cs", "using System.Runtime.Intrinsics.X86; class Made { Vector256<int> x; }")]
    public void What_is_allowed_is_not_found(string path, string text) =>
        Assert.Empty(Layering.Violations(WithOthers(path, text)));

    private static (string, string)[] WithOthers(string path, string text) =>
    [
        (path, text),
        ("Kernels/Reduce.cs", Kernel), ("Ops/Sum.cs", Operation), ("Nn/Linear.cs", Network), ("Data/Batch.cs", Reader),
    ];

    private static List<(string Path, string Text)> Sources([CallerFilePath] string here = "")
    {
        string source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "SimdGrad"));
        return
        [
            .. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .Select(file => (Path: Path.GetRelativePath(source, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
                .Where(file => !(file.Path.Split('/') is ["obj" or "bin", ..])),
        ];
    }
}
