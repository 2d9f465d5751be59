using System.Text.Json;

namespace SimdGrad.Bench;

/// <summary>
/// What was measured so far, in a file where one is given: written after each function, so that a sweep that is broken off goes
/// on where it was.
/// </summary>
internal sealed class AccuracyResults
{
    private readonly FileInfo? _file;
    private readonly List<AccuracyRow> _rows = [];

    /// <summary>Reads the file, if there is one.</summary>
    public AccuracyResults(FileInfo? file)
    {
        _file = file;
        if (file is { Exists: true })
            _rows = JsonSerializer.Deserialize<List<AccuracyRow>>(File.ReadAllText(file.FullName))!;
    }

    /// <summary>The rows, in the order of the functions.</summary>
    public IReadOnlyList<AccuracyRow> Rows =>
        [.. AccuracyCase.All.SelectMany(function => _rows.Where(row => IsOf(row, function)).OrderByDescending(row => row.Type))];

    /// <summary>What is known of a function over all floats, with the bound that it has now; null if nothing is.</summary>
    public AccuracyRow? Complete(AccuracyCase function) =>
        _rows.Find(row => IsOf(row, function) && row.BoundText == $"{function.Bound}" && row.IsComplete);

    /// <summary>Replaces what was known of a function.</summary>
    public void Put(AccuracyCase function, IEnumerable<AccuracyRow> rows)
    {
        _rows.RemoveAll(row => IsOf(row, function));
        _rows.AddRange(rows);
        JsonOption.Write(_file, Rows);
    }

    private static bool IsOf(AccuracyRow row, AccuracyCase function) =>
        row.Function == function.Name && row.Kind == function.Kind;
}
