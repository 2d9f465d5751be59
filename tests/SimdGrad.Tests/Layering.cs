using System.Text.RegularExpressions;

namespace SimdGrad.Tests;

/// <summary>The layers of the library, and what in a source file breaks them.</summary>
/// <remarks>
/// By names, not by symbols: a name counts as a use of a type unless it is a member of something (after a dot) or is called or
/// declared as a method (before a parenthesis, without <c>new</c>). That tells the operation Sum from the method Reduce.Sum.
/// </remarks>
internal static partial class Layering
{
    private static readonly string[] s_uptoAutograd = ["Memory", "Simd", "Kernels", "Autograd"];

    /// <summary>For each folder the folders that it may use beside itself.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Memory"] = [],
        ["Simd"] = [],
        ["Kernels"] = ["Memory", "Simd"],
        ["Autograd"] = ["Memory", "Simd", "Kernels"],
        ["Ops"] = s_uptoAutograd,
        ["Nn"] = [.. s_uptoAutograd, "Ops"],
        ["Optim"] = [.. s_uptoAutograd, "Ops"],
        ["Data"] = s_uptoAutograd,
        ["IO"] = [.. s_uptoAutograd, "Optim", "Data"],
        ["Training"] = [.. s_uptoAutograd, "Ops", "Nn", "Optim", "Data"],
    };

    /// <summary>What breaks the layers in these files, one line each.</summary>
    /// <param name="files">The path from src/SimdGrad on, with /, and the text.</param>
    public static IReadOnlyList<string> Violations(IReadOnlyList<(string Path, string Text)> files)
    {
        var sources = files.Select(file => (file.Path, Folder: FolderOf(file.Path), Code: CodeOf(file.Text))).ToList();
        var home = new Dictionary<string, HashSet<string>>();
        foreach (var (_, folder, code) in sources)
        {
            foreach (Match declaration in Declaration().Matches(code))
            {
                string name = declaration.Groups["name"].Value;
                if (!home.TryGetValue(name, out var folders))
                    home[name] = folders = [];
                folders.Add(folder);
            }
        }

        List<string> violations = [];
        foreach (var (path, folder, code) in sources)
        {
            if (!s_mayUse.TryGetValue(folder, out var allowed))
            {
                violations.Add($"{path}: the folder {folder} is no layer");
                continue;
            }
            foreach (string name in Uses(code))
                if (home.TryGetValue(name, out var folders) && !folders.Contains(folder) && !folders.Overlaps(allowed))
                    violations.Add($"{path}: {folder} may not use {name} of {string.Join(", ", folders)}");
            if (folder != "Simd")
                foreach (Match hardware in Hardware().Matches(code))
                    violations.Add($"{path}: only Simd may name {hardware.Value}");
        }
        return [.. violations.Distinct()];
    }

    /// <summary>The text without comments and literals; what is interpolated into a string is lost with it.</summary>
    internal static string CodeOf(string text) => CommentOrLiteral().Replace(text, " ");

    private static string FolderOf(string path) => path[..Math.Max(0, path.IndexOf('/', StringComparison.Ordinal))];

    private static IEnumerable<string> Uses(string code) =>
        Use().Matches(code).Select(use => use.Groups["name"].Value).Distinct();

    // Comments of both kinds; strings raw, verbatim and plain; characters.
    [GeneratedRegex(
        """//[^\n]*|/\*.*?\*/|\$*\"{3,}.*?\"{3,}|[$@]*@[$@]*"(?:[^"]|"")*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""",
        RegexOptions.Singleline)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|delegate\s+[\w<>\[\]?]+)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex Declaration();

    // After "SimdGrad." a dot does not make a member. The lists of type arguments before a parenthesis hold no parentheses.
    [GeneratedRegex(
        @"(?<=\bnew\s+)(?<name>[A-Z]\w*)\b"
        + @"|(?<![\w.])(?:SimdGrad\.(?:\w+\.)*)?(?<name>[A-Z]\w*)\b(?!\s*(?:<[^;(){}]*>)?\s*\()")]
    private static partial Regex Use();

    [GeneratedRegex(@"\bVector(?:64|128|256|512)\b|\bSystem\.Runtime\.Intrinsics\.(?:X86|Arm)\b")]
    private static partial Regex Hardware();
}
