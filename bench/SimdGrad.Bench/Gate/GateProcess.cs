using System.Diagnostics;
using System.Text.Json;

namespace SimdGrad.Bench;

/// <summary>
/// Measures in a process of its own: where code and memory come to lie, and what the compiler takes in where, differs from one
/// process to the next, and moves the shortest kernels by a quarter.
/// </summary>
internal static class GateProcess
{
    /// <summary>What <see cref="GateMeasurement.Run"/> gives there.</summary>
    public static Dictionary<string, Dictionary<string, double>> Measure(string? slow)
    {
        string file = Path.GetTempFileName();
        try
        {
            // The program may have been started as itself or through dotnet, whose first argument it then is.
            string path = Environment.ProcessPath!;
            string[] host = Path.GetFileNameWithoutExtension(path) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
            string[] slowed = slow is null ? [] : ["--slow", slow];
            using var process = Process.Start(path, [.. host, "gate", "--json", file, .. slowed]);
            process.WaitForExit();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(File.ReadAllText(file))!
                : throw new InvalidOperationException($"The measuring process ended with exit code {process.ExitCode}.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
