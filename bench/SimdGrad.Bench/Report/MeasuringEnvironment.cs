using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>Where and with what the results of a folder were measured.</summary>
/// <param name="Processor">The processor's model.</param>
/// <param name="Processors">The number of logical processors.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Date">The day.</param>
/// <param name="Libraries">The versions of the other libraries.</param>
internal sealed record MeasuringEnvironment(
    [property: JsonPropertyName("processor")] string Processor,
    [property: JsonPropertyName("processors")] int Processors,
    [property: JsonPropertyName("system")] string System,
    [property: JsonPropertyName("runtime")] string Runtime,
    [property: JsonPropertyName("date")] string Date,
    [property: JsonPropertyName("libraries")] IReadOnlyDictionary<string, string> Libraries);
