namespace SimdGrad.Bench;

/// <summary>A kernel whose first call in a process is measured.</summary>
/// <param name="Library">Whose it is.</param>
/// <param name="Name">The kernel.</param>
/// <param name="Prepare">Makes the call, with operands that are in memory, without calling anything of the library.</param>
internal sealed record FirstCallKernel(string Library, string Name, Func<Action> Prepare);
