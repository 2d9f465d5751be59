namespace SimdGrad.Training;

/// <summary>How training went.</summary>
/// <param name="History">A report on each epoch.</param>
/// <param name="BestEpoch">The number of the best epoch; null without early stopping, or if no measure was a number.</param>
/// <param name="StoppedEarly">Whether it ended before all epochs.</param>
public sealed record TrainingResult(IReadOnlyList<EpochReport> History, int? BestEpoch, bool StoppedEarly);
