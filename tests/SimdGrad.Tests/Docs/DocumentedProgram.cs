using System.Text.RegularExpressions;

namespace SimdGrad.Tests.Docs;

/// <summary>
/// A complete program in a page: a block that is marked <c>csharp</c>. The block marked <c>text</c> that follows it, if there
/// is one, is what it prints. Fragments are indented blocks, which are not found here.
/// </summary>
internal sealed partial record DocumentedProgram(string Page, int Line, string Code, string? Output)
{
    /// <summary>All programs of a page.</summary>
    public static IEnumerable<DocumentedProgram> Of(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");
        foreach (Match match in Block().Matches(text))
        {
            int line = text.AsSpan(0, match.Index).Count('\n') + 1;
            var output = match.Groups["output"];
            yield return new DocumentedProgram(page, line, match.Groups["code"].Value, output.Success ? output.Value : null);
        }
    }

    public override string ToString() => $"{Page}, line {Line}";

    [GeneratedRegex(
        @"^```csharp\n(?<code>.*?)^```$(\n\n```text\n(?<output>.*?)^```$)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
