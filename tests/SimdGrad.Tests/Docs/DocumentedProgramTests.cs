using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace SimdGrad.Tests.Docs;

[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public sealed class DocumentedProgramTests
{
    private const string Name = "Documented";

    // What ImplicitUsings adds to a console project.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static TheoryData<string, int> Programs()
    {
        var data = new TheoryData<string, int>();
        foreach (string page in Pages())
            foreach (var program in DocumentedProgram.Of(page))
                data.Add(program.Page, program.Line);
        return data;
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_in_the_documentation_compiles_without_warning_and_prints_what_the_page_says(string page, int line)
    {
        var program = DocumentedProgram.Of(page).Single(p => p.Line == line);
        using var folder = new TemporaryFolder();
        string path = folder.File(Name + ".dll");
        var result = Compile(program.Code).Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, $"{program}: {string.Join(Environment.NewLine, result.Diagnostics)}");

        File.Copy(typeof(Tape<>).Assembly.Location, folder.File("SimdGrad.dll"));
        string runtime = Path.Combine(AppContext.BaseDirectory, "SimdGrad.Tests.runtimeconfig.json");
        File.Copy(runtime, folder.File(Name + ".runtimeconfig.json"));
        var run = ProgramRun.Of(path, folder.Path, []);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        if (program.Output is not null)
            Assert.Equal(program.Output, run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_first_program_of_the_readme_trains_a_network_and_shows_what_it_prints()
    {
        var first = DocumentedProgram.Of("README.md").First();
        Assert.Contains("Backward()", first.Code, StringComparison.Ordinal);
        Assert.NotNull(first.Output);
    }

    [Fact]
    public void A_program_that_does_not_compile_is_noticed()
    {
        var faults = Compile("new SimdGrad.Tape<float>().Rewind();").GetDiagnostics(TestContext.Current.CancellationToken);
        Assert.Contains(faults, fault => fault.Id == "CS1061");
    }

    [Fact]
    public void Links_within_the_repository_lead_somewhere()
    {
        foreach (string page in Pages())
        {
            string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
            string text = File.ReadAllText(Path.Combine(Repository.Root, page));
            var links = text.Split("](").Skip(1).Select(rest => rest.Split(')', '#')[0]);
            foreach (string link in links.Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal)))
                Assert.True(Path.Exists(Path.Combine(folder, link)), $"{page} links to {link}, which does not exist.");
        }
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal);

    internal static CSharpCompilation Compile(string code)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var language = new CSharpParseOptions(LanguageVersion.Latest);
        return CSharpCompilation.Create(
            Name,
            [CSharpSyntaxTree.ParseText(code, language), CSharpSyntaxTree.ParseText(ImplicitUsings, language)],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                // Unused usings are a hint, which would be raised to an error too; the implicit ones are never all used.
                specificDiagnosticOptions: [new("CS8019", ReportDiagnostic.Suppress), new("CS8933", ReportDiagnostic.Suppress)]));
    }
}
