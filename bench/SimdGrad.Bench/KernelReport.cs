namespace SimdGrad.Bench;

/// <summary>How the rows of elementwise functions and of losses are measured and printed.</summary>
internal static class KernelReport
{
    /// <summary>Measures a row: the copy, ours and the peers take turns.</summary>
    public static KernelRow Measure(
        string kernel, int n, int threads, Action copy, Action ours, IReadOnlyDictionary<string, Action> peers)
    {
        double[] seconds = Contest.MedianSeconds([copy, ours, .. peers.Values], threads);
        return new(
            kernel, n, threads, n * 1e-9 / seconds[1], seconds[0] / seconds[1], null,
            peers.Keys.Index().ToDictionary(peer => peer.Item, peer => n * 1e-9 / seconds[peer.Index + 2]));
    }

    /// <summary>Measures all rows, prints them and writes them if a file was given.</summary>
    public static void Write(IEnumerable<KernelRow> measured, FileInfo? json)
    {
        var table = ReportTable.Create(1, "kernel", "n", "Gelem/s", "of copy", "cold", "peers");
        var rows = new List<KernelRow>();
        foreach (var row in measured)
        {
            rows.Add(row);
            Console.Error.Write('.');
        }
        Console.Error.WriteLine();
        foreach (var row in rows)
            ReportTable.AddRow(
                table, row.Kernel, $"{row.N}", $"{row.Gelems:G3}", $"{row.CopyFraction:P0}", $"{row.Cold:G3}",
                string.Join("  ", row.Peers.Select(peer => $"{peer.Key} {peer.Value:G3}")));
        ReportTable.Print(table);
        JsonOption.Write(json, rows);
    }
}
