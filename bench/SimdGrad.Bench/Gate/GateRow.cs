namespace SimdGrad.Bench;

/// <summary>A kernel beside what is expected of it.</summary>
/// <param name="Width">The vector width.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Ratio">The fraction of the yardstick that it reaches.</param>
/// <param name="Baseline">What is expected; null if nothing is.</param>
internal sealed record GateRow(string Width, string Kernel, double Ratio, BaselineKernel? Baseline)
{
    /// <summary>The part by which it is above the baseline.</summary>
    public double? Change => Ratio / Baseline?.Ratio - 1;

    /// <summary>Whether it is below the baseline by more than noise.</summary>
    public bool IsSlower => Change < -Baseline?.Tolerance;

    /// <summary>Whether it is above the baseline by more than noise.</summary>
    public bool IsFaster => Change > Baseline?.Tolerance;
}
