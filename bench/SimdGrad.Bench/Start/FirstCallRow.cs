using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>The first call of a kernel in a process.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Library">Whose it is.</param>
/// <param name="FirstMicros">The first call, in microseconds.</param>
/// <param name="CompileMicros">What of that the just-in-time compiler took.</param>
/// <param name="NextMicros">The median of the five calls after that.</param>
/// <param name="WarmMicros">A call once everything is compiled at its best.</param>
internal sealed record FirstCallRow(
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("library")] string Library,
    [property: JsonPropertyName("firstMicros")] double FirstMicros,
    [property: JsonPropertyName("compileMicros")] double CompileMicros,
    [property: JsonPropertyName("nextMicros")] double NextMicros,
    [property: JsonPropertyName("warmMicros")] double WarmMicros)
{
    /// <summary>The speed of the first call, less the time of compiling, by that of a warm one.</summary>
    [JsonPropertyName("firstOfWarm")]
    public double FirstOfWarm => WarmMicros / (FirstMicros - CompileMicros);

    /// <summary>The speed of the calls after the first by that of a warm one.</summary>
    [JsonPropertyName("nextOfWarm")]
    public double NextOfWarm => WarmMicros / NextMicros;
}
