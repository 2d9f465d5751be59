using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>One row of the report on training: an epoch.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="Seconds">Our time for the epoch.</param>
/// <param name="TorchSeconds">TorchSharp's.</param>
/// <param name="Speedup">TorchSharp's time by ours.</param>
/// <param name="Accuracy">The share of test images that our network reads right after it.</param>
/// <param name="TorchAccuracy">The share that TorchSharp's does.</param>
internal sealed record EpochRow(
    [property: JsonPropertyName("network")] string Network,
    [property: JsonPropertyName("epoch")] int Epoch,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("torchSeconds")] double TorchSeconds,
    [property: JsonPropertyName("speedup")] double Speedup,
    [property: JsonPropertyName("accuracy")] double Accuracy,
    [property: JsonPropertyName("torchAccuracy")] double TorchAccuracy);
