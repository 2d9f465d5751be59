using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>The case that SimpleChains.jl publishes, here and there.</summary>
/// <param name="Micros">Loss and gradient, recorded anew, in microseconds.</param>
/// <param name="Gflops">What its five products come to, in GFLOP/s.</param>
/// <param name="PeakFraction">That by the peak of fused multiply-adds in double.</param>
/// <param name="ReplayMicros">The same as a replay.</param>
/// <param name="ReplayGflops">What that comes to.</param>
/// <param name="ReplayPeakFraction">That by the peak.</param>
/// <param name="PublishedMicros">What SimpleChains.jl publishes, from another machine.</param>
/// <param name="PublishedGflops">What that comes to.</param>
internal sealed record SimpleChainsRow(
    [property: JsonPropertyName("micros")] double Micros,
    [property: JsonPropertyName("gflops")] double Gflops,
    [property: JsonPropertyName("peakFraction")] double PeakFraction,
    [property: JsonPropertyName("replayMicros")] double ReplayMicros,
    [property: JsonPropertyName("replayGflops")] double ReplayGflops,
    [property: JsonPropertyName("replayPeakFraction")] double ReplayPeakFraction,
    [property: JsonPropertyName("publishedMicros")] double PublishedMicros,
    [property: JsonPropertyName("publishedGflops")] double PublishedGflops);
