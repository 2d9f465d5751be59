namespace SimdGrad.Bench;

/// <summary>What is expected of the kernels at one vector width of one processor.</summary>
/// <param name="Date">The day on which it was measured.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Kernels">The kernels by name.</param>
internal sealed record BaselineSet(string Date, string Runtime, Dictionary<string, BaselineKernel> Kernels);
