namespace SimdGrad.Bench;

/// <summary>A kernel that the gate watches.</summary>
/// <param name="Name">Its name in the baseline.</param>
/// <param name="Run">One call.</param>
/// <param name="Work">The work of a call, in floating-point operations or bytes.</param>
/// <param name="Yardstick">Measures what the processor can do of that in a second.</param>
internal sealed record GateKernel(string Name, Action Run, double Work, Func<double> Yardstick);
