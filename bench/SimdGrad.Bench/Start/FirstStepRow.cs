using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>A program from its start to the end of its first training step.</summary>
/// <param name="Program">What it is, and how it was compiled.</param>
/// <param name="Millis">The median time.</param>
/// <param name="ResidentMegabytes">The memory that is resident then.</param>
/// <param name="DiskMegabytes">The program and its libraries on disk, without those of .NET, symbols and documentation.</param>
internal sealed record FirstStepRow(
    [property: JsonPropertyName("program")] string Program,
    [property: JsonPropertyName("millis")] double Millis,
    [property: JsonPropertyName("residentMegabytes")] double ResidentMegabytes,
    [property: JsonPropertyName("diskMegabytes")] double DiskMegabytes);
