using Spectre.Console;

namespace SimdGrad.Bench;

/// <summary>The tables that reports print.</summary>
internal static class ReportTable
{
    private const int LogWidth = 120;

    /// <summary>A table whose columns after the first so many hold numbers.</summary>
    public static Table Create(int texts, params string[] columns)
    {
        var table = new Table().AddColumns(columns);
        for (int i = texts; i < columns.Length; i++)
            table.Columns[i].RightAligned();
        return table;
    }

    /// <summary>Adds a row.</summary>
    public static void AddRow(Table table, params string[] cells) => table.AddRow(cells);

    /// <summary>Prints it; where there is no terminal, as in a log, lines would otherwise be broken at 80 columns.</summary>
    public static void Print(Table table)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = LogWidth;
        AnsiConsole.Write(table);
    }
}
