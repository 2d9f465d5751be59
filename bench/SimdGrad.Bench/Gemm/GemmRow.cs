using System.Text.Json.Serialization;

namespace SimdGrad.Bench;

/// <summary>One row of the report on the matrix product.</summary>
/// <param name="M">The rows of C.</param>
/// <param name="N">The columns of C.</param>
/// <param name="K">The length of the sums.</param>
/// <param name="TransA">Whether A lies transposed.</param>
/// <param name="TransB">Whether B lies transposed.</param>
/// <param name="Type">float or double.</param>
/// <param name="Isa">The vector width, v128, v256 or v512.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Gflops">Our speed, in GFLOP/s.</param>
/// <param name="PeakFraction">That, by the peak of fused multiply-adds in the same run, of all threads together.</param>
/// <param name="Peers">The speeds of the libraries found, in GFLOP/s.</param>
internal sealed record GemmRow(
    [property: JsonPropertyName("m")] int M,
    [property: JsonPropertyName("n")] int N,
    [property: JsonPropertyName("k")] int K,
    [property: JsonPropertyName("transA")] bool TransA,
    [property: JsonPropertyName("transB")] bool TransB,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("isa")] string Isa,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("gflops")] double Gflops,
    [property: JsonPropertyName("peakFraction")] double PeakFraction,
    [property: JsonPropertyName("peers")] IReadOnlyDictionary<string, double> Peers);
