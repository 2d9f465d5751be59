using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>One row of the report on training steps.</summary>
/// <param name="Network">The sizes of the layers.</param>
/// <param name="Batch">The rows of a batch.</param>
/// <param name="Optimizer">SGD or Adam.</param>
/// <param name="Micros">Our step, in microseconds.</param>
/// <param name="TorchMicros">TorchSharp's.</param>
/// <param name="Speedup">TorchSharp's time by ours.</param>
/// <param name="AllocatedBytes">What one of our steps, recorded or replayed, once warm, allocates on the managed heap.</param>
/// <param name="ReplayMicros">Our step as a replay, the batch being copied; null if it was not measured.</param>
/// <param name="ReplaySpeedup">TorchSharp's time by that.</param>
internal sealed record StepRow(
    [property: JsonPropertyName("network")] string Network,
    [property: JsonPropertyName("batch")] int Batch,
    [property: JsonPropertyName("optimizer")] string Optimizer,
    [property: JsonPropertyName("micros")] double Micros,
    [property: JsonPropertyName("torchMicros")] double TorchMicros,
    [property: JsonPropertyName("speedup")] double Speedup,
    [property: JsonPropertyName("allocatedBytes")] long AllocatedBytes,
    [property: JsonPropertyName("replayMicros")] double? ReplayMicros,
    [property: JsonPropertyName("replaySpeedup")] double? ReplaySpeedup);
