namespace SimdGrad.Training;

/// <summary>What an epoch was like.</summary>
/// <param name="Epoch">Its number, from 0.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="TrainingLoss">The mean of the losses of its batches, each at the weights of its time.</param>
/// <param name="ValidationLoss">The loss of the validation data after it; null without such.</param>
/// <param name="Metrics">The metrics of the validation data after it, by name.</param>
/// <param name="IsBest">Whether it is the best so far; null without early stopping.</param>
public sealed record EpochReport(
    int Epoch, double LearningRate, double TrainingLoss, double? ValidationLoss, IReadOnlyDictionary<string, double> Metrics,
    bool? IsBest);
