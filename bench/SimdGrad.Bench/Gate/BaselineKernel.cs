namespace SimdGrad.Bench;

/// <summary>What is expected of a kernel.</summary>
/// <param name="Ratio">The fraction of the yardstick that it reaches.</param>
/// <param name="Tolerance">The part of that by which noise may lower it.</param>
internal sealed record BaselineKernel(double Ratio, double Tolerance);
