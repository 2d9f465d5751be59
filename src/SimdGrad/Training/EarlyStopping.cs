namespace SimdGrad.Training;

/// <summary>When to end training because the validation data say that it does not get better.</summary>
/// <param name="Patience">The number of epochs without an improvement after which training ends, at least 1.</param>
/// <param name="MinImprovement">What an improvement has to exceed.</param>
/// <param name="Metric">The name of the metric that counts; the validation loss if null.</param>
/// <param name="RestoreBest">Whether the weights of the best epoch are restored at the end.</param>
public sealed record EarlyStopping(
    int Patience = 5, double MinImprovement = 0, string? Metric = null, bool RestoreBest = true);
