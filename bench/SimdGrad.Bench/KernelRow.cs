using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>One row of the reports on elementwise functions and on losses.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="N">The elements of an operand.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Gelems">Our speed, in billions of elements a second.</param>
/// <param name="CopyFraction">That, by the speed at which one thread copies as many elements.</param>
/// <param name="Cold">Our speed right after the first call in a process; null if not measured.</param>
/// <param name="Peers">The speeds of the other libraries.</param>
internal sealed record KernelRow(
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("n")] int N,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("gelems")] double Gelems,
    [property: JsonPropertyName("copyFraction")] double CopyFraction,
    [property: JsonPropertyName("cold"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Cold,
    [property: JsonPropertyName("peers")] IReadOnlyDictionary<string, double> Peers);
