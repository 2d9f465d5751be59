namespace Digits;

/// <summary>How the training stands after an epoch.</summary>
/// <param name="Epoch">The number of epochs done.</param>
/// <param name="TrainingLoss">The mean loss of the training images, each taken when its batch was.</param>
/// <param name="TestAccuracy">The share of test images that are read right.</param>
internal readonly record struct EpochResult(int Epoch, double TrainingLoss, double TestAccuracy);
