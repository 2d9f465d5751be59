namespace SimdGrad.Training;

/// <summary>
/// Where a run of <see cref="Trainer"/> is, between two steps: what it goes on from beside what a checkpoint holds.
/// </summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">The batches of the epoch that are done.</param>
/// <param name="InitialRate">The learning rate at the beginning of the run, which schedules start from.</param>
/// <param name="LossSum">The sum of the losses of the rows of the epoch that are done.</param>
public readonly record struct TrainingPosition(int Epoch, int Batch, double InitialRate, double LossSum);
