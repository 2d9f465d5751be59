using System.Text.RegularExpressions;

namespace SimdGrad.Bench;

/// <summary>
/// A page with tables of results. Each stands between the comments &lt;!-- results KIND FILE --&gt; and &lt;!-- end --&gt;, FILE
/// being relative to the page.
/// </summary>
internal sealed partial class BenchmarkPage(string path)
{
    /// <summary>Draws the plots and replaces the tables.</summary>
    public void Update()
    {
        string text = File.ReadAllText(path);
        foreach (Match block in Blocks().Matches(text))
            Results(block).DrawPlot(block.Groups["kind"].Value);
        File.WriteAllText(path, Render(text));
    }

    /// <summary>What is not as the files of results have it.</summary>
    public IEnumerable<string> Faults()
    {
        string text = File.ReadAllText(path);
        var blocks = Blocks().Matches(text);
        if (blocks.Count == 0)
            yield return $"{path} has no tables of results";
        foreach (Match block in blocks)
        {
            string file = block.Groups["file"].Value;
            if (block.Value != Render(block.Value))
                yield return $"the table of {file} is not made from it; run the command report";
            if (!Results(block).PlotIsCurrent)
                yield return $"the plot of {file} is not made from it; run the command report";
        }
    }

    private string Render(string text) => Blocks().Replace(text, block =>
    {
        string kind = block.Groups["kind"].Value, file = block.Groups["file"].Value;
        var results = Results(block);
        string plot = File.Exists(results.PlotPath) ? $"![{kind}]({Path.ChangeExtension(file, ".svg")})\n\n" : "";
        return $"{block.Groups["head"].Value}\n\n{plot}{results.Table(kind)}\n<!-- end -->";
    });

    private ResultFile Results(Match block) =>
        new(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, block.Groups["file"].Value)));

    [GeneratedRegex("(?<head><!-- results (?<kind>[a-z-]+) (?<file>[^ ]+) -->)\n.*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
