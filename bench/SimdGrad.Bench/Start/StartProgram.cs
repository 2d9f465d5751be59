using System.Diagnostics;
using System.Globalization;

namespace SimdGrad.Bench;

/// <summary>A program that is started for its first calls or its first training step, as SimdGrad.Bench.Start is.</summary>
/// <param name="path">The program; a dll is run by dotnet.</param>
internal sealed class StartProgram(string path)
{
    private const int Processes = 5;

    /// <summary>SimdGrad.Bench.Start as it lies beside this program, compiled just in time.</summary>
    public static StartProgram JustInTime { get; } =
        new(Path.Combine(AppContext.BaseDirectory, "SimdGrad.Bench.Start.dll"));

    /// <summary>The kernels whose first call it can measure.</summary>
    public IEnumerable<(string Library, string Name)> Kernels =>
        Run("list").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            line.Split(' ', 2) is [var library, var name] ? (library, name) : throw new FormatException(line));

    /// <summary>The median of the first call in several new processes.</summary>
    public FirstCallRow FirstCall(string library, string name)
    {
        var rows = Enumerable.Range(0, Processes).Select(_ =>
        {
            double[] micros = Numbers(Run("call", library, name));
            return new FirstCallRow(name, library, micros[0], micros[1], micros[2], micros[3]);
        });
        // The process of the median, so that the numbers of a row belong together.
        return rows.OrderBy(row => row.FirstMicros).ElementAt(Processes / 2);
    }

    /// <summary>The first training step in a new process.</summary>
    public (double Micros, double ResidentBytes, double DiskBytes) FirstStep()
    {
        double[] numbers = Numbers(Run("step", $"{Stopwatch.GetTimestamp()}"));
        return (numbers[0], numbers[1], numbers[2]);
    }

    private static double[] Numbers(string text) =>
        [.. text.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private string Run(params string[] arguments) => ChildProcess.RunProgram(path, arguments);
}
