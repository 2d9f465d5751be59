using System.Numerics;
using SimdGrad.Data;
using SimdGrad.Optim;

namespace SimdGrad.Training;

/// <summary>How <see cref="Trainer"/> trains.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record TrainerOptions<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How often all rows are shown.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Rows in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The seed of the order of the rows.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many batches another thread loads ahead, as in <see cref="Dataset{T}.Batches"/>.</summary>
    public int Prefetch { get; init; }

    /// <summary>The shape of a row as the model takes it, such as [1, 28, 28]; one axis of all features if null.</summary>
    public Shape? RowShape { get; init; }

    /// <summary>The number of batches whose gradients are averaged for a step.</summary>
    public int MicroBatches { get; init; } = 1;

    /// <summary>The largest norm of the gradients of a step, which are scaled down to it; unbounded if null.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Sets the learning rate, from that of the optimizer at the beginning; it stays as it is if null.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Whether the schedule counts steps of the optimizer instead of epochs.</summary>
    public bool ScheduleBySteps { get; init; }

    /// <summary>
    /// Sets the learning rate by the measure of <see cref="EarlyStopping"/>, by the validation loss or, without validation
    /// data, by the training loss. Not together with <see cref="Schedule"/>.
    /// </summary>
    public PlateauSchedule? Plateau { get; init; }

    /// <summary>Data that are not learned from.</summary>
    public Dataset<T>? Validation { get; init; }

    /// <summary>What is measured of the validation data after each epoch.</summary>
    public IReadOnlyList<Metric<T>> Metrics { get; init; } = [];

    /// <summary>When to stop before all epochs are done; never if null.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Where <see cref="EarlyStopping"/> keeps the best weights, for who saves a checkpoint; the trainer's own if null. It is
    /// cleared at the beginning of a run, but not where one goes on (<see cref="Start"/>).
    /// </summary>
    public BestWeights<T>? Best { get; init; }

    /// <summary>Called after each step of the optimizer with their number so far and the mean loss of its batches.</summary>
    public Action<long, double>? StepEnded { get; init; }

    /// <summary>
    /// Called after each step of the optimizer with where the run is, for who saves a checkpoint: <see cref="Start"/> takes it.
    /// </summary>
    public Action<TrainingPosition>? Reached { get; init; }

    /// <summary>
    /// Where to go on, bit for bit, after weights, buffers, optimizer, plateau and <see cref="Best"/> are what they were when it
    /// was
    /// <see cref="Reached"/>; the beginning if null. With <see cref="EarlyStopping"/> it takes <see cref="Best"/> too.
    /// </summary>
    public TrainingPosition? Start { get; init; }

    /// <summary>
    /// Called after each epoch, on the thread that trains; it may save a checkpoint or change the learning rate.
    /// </summary>
    public Action<EpochReport>? EpochEnded { get; init; }

    /// <summary>Told after each epoch.</summary>
    public IProgress<EpochReport>? Progress { get; init; }
}
