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
            string[] slowed = slow is null ? [] : ["--slow", slow];
            _ = ChildProcess.Run(["gate", "--json", file, .. slowed]);
            return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(File.ReadAllText(file))!;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
