using System.Numerics;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;

namespace SimdGrad.Training;

/// <summary>
/// The loop of training for those who need no other: what it does can be done in as many lines with the other types of the
/// library.
/// </summary>
public static class Trainer
{
    /// <summary>
    /// Trains a model: for each batch of each epoch zeroes the gradients, computes the loss, differentiates it and lets the
    /// optimizer step, in training mode. Equal arguments give equal weights.
    /// </summary>
    /// <param name="model">The model, initialized; its parameters are those that the optimizer changes.</param>
    /// <param name="data">What is learned from.</param>
    /// <param name="loss">The mean loss of a batch.</param>
    /// <param name="optimizer">Changes the parameters; its learning rate at the beginning is the schedule's initial one.</param>
    /// <param name="options">Epochs, batches, validation and so on.</param>
    /// <param name="cancellation">Ends training between two batches; the weights are then those of the last step.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">
    /// Options contradict each other or the data: metrics or early stopping without validation data, for one.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    /// <exception cref="NonFiniteGradientException">With a largest norm: the gradients have none.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled.</exception>
    public static TrainingResult Fit<T>(
        Module<T> model, Dataset<T> data, LossFunction<T> loss, Optimizer<T> optimizer, TrainerOptions<T>? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        options ??= new();
        Check(options, data, optimizer.Parameters);
        using var training = new TrainingLoop<T>(model, data, loss, optimizer, options, cancellation);
        return training.Run();
    }

    /// <summary>
    /// What a model makes of each row in evaluation mode, row after row, in the order of the data. The mode is then what it was.
    /// </summary>
    /// <param name="model">The model, initialized.</param>
    /// <param name="data">The rows.</param>
    /// <param name="batchSize">How many rows are computed at a time; the results do not depend on it.</param>
    /// <param name="rowShape">The shape of a row as the model takes it; one axis of all features if null.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The shape has not as many elements as a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    public static T[] Predict<T>(Module<T> model, Dataset<T> data, int batchSize = 256, Shape? rowShape = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        CheckRowShape(rowShape, data, nameof(rowShape));
        using var tape = new Tape<T>();
        return new Evaluation<T>(model, data, batchSize, rowShape).Run(tape, loss: null).Predictions;
    }

    private static void Check<T>(TrainerOptions<T> options, Dataset<T> data, ParameterSet<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MicroBatches, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch);
        CheckRowShape(options.RowShape, data, nameof(options));
        string? fault = options switch
        {
            { Schedule: not null, Plateau: not null } => "Both Schedule and Plateau set the learning rate; give one.",
            { MaxGradientNorm: { } norm } when !(norm > 0) => $"MaxGradientNorm is {norm}; it must be greater than 0.",
            { EarlyStopping.Patience: < 1 } => $"EarlyStopping.Patience is {options.EarlyStopping.Patience}, less than 1.",
            { EarlyStopping.MinImprovement: var least } when !(least >= 0) =>
                $"EarlyStopping.MinImprovement is {least}; it must not be negative.",
            { Start: not null, EarlyStopping: not null, Best: null } =>
                "EarlyStopping goes by the best weights of the whole run; with Start it takes Best, with those before.",
            { Best: not null, EarlyStopping: null } => "Best is where EarlyStopping keeps weights; there is none.",
            { Best.Parameters: { } kept } when kept != parameters => "Best is of other parameters than the optimizer.",
            { Start: { } start } when start.Epoch < 0 || start.Batch < 0 => $"Start is {start}; no number of it is negative.",
            { Start: { } start }
                when start.Batch % options.MicroBatches != 0 && start.Batch * (long)options.BatchSize < data.Rows =>
                $"Start is {start}, amid the {options.MicroBatches} micro-batches of a step.",
            { Validation: null, Metrics.Count: > 0 } => "Metrics are of the validation data; there are none.",
            { Validation: null, EarlyStopping: not null } => "EarlyStopping is by the validation data; there are none.",
            { Validation: { } validation } when validation.Columns != data.Columns =>
                $"The validation data have {validation.Columns} columns, those to learn from {data.Columns}.",
            { EarlyStopping.Metric: { } name } when options.Metrics.All(metric => metric.Name != name) =>
                $"EarlyStopping is by '{name}'; the metrics are: "
                + string.Join(", ", options.Metrics.Select(metric => metric.Name)) + ".",
            _ when options.Metrics.DistinctBy(metric => metric.Name).Count() < options.Metrics.Count =>
                "Two metrics have one name.",
            _ => null,
        };
        if (fault is not null)
            throw new ArgumentException(fault, nameof(options));
    }

    private static void CheckRowShape<T>(Shape? rowShape, Dataset<T> data, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rowShape is { } shape && shape.FlattenedLength != data.Columns)
            throw new ArgumentException($"The row shape {shape} has not the {data.Columns} elements of a row.", name);
    }
}
