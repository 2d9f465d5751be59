using System.Numerics;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;

namespace SimdGrad.Training;

/// <summary>One run of <see cref="Trainer"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingLoop<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Module<T> _model;
    private readonly Dataset<T> _data;
    private readonly LossFunction<T> _loss;
    private readonly Optimizer<T> _optimizer;
    private readonly TrainerOptions<T> _options;
    private readonly CancellationToken _cancellation;
    private readonly Tape<T> _tape = new();
    private readonly Batches<T> _batches;
    private readonly Evaluation<T>? _validation;
    private readonly TrainingPosition _start;
    private readonly BestWeights<T>? _best;
    private readonly bool _higherIsBetter;
    private long _steps;

    public TrainingLoop(
        Module<T> model, Dataset<T> data, LossFunction<T> loss, Optimizer<T> optimizer, TrainerOptions<T> options,
        CancellationToken cancellation)
    {
        (_model, _data, _loss, _optimizer, _options, _cancellation) = (model, data, loss, optimizer, options, cancellation);
        _batches = data.Batches(options.BatchSize, options.Seed, prefetch: options.Prefetch);
        _start = options.Start ?? new(0, 0, optimizer.LearningRate, 0);
        _steps = _start.Epoch * StepsOf(_batches.Count) + StepsOf(_start.Batch);
        if (options.Validation is { } validation)
            _validation = new(model, validation, options.BatchSize, options.RowShape);
        if (options.EarlyStopping is not { } stopping)
            return;
        _higherIsBetter = options.Metrics.Any(metric => metric.Name == stopping.Metric && metric.HigherIsBetter);
        _best = options.Best ?? new(optimizer.Parameters);
        if (options.Start is null)
            _best.Clear();
    }

    public TrainingResult Run()
    {
        List<EpochReport> history = [];
        bool stop = IsPatienceOver;
        for (int epoch = _start.Epoch; epoch < _options.Epochs && !stop; epoch++)
        {
            if (_options is { Schedule: { } schedule, ScheduleBySteps: false })
                _optimizer.LearningRate = schedule.Rate(_start.InitialRate, epoch);
            double trainingLoss = Train(epoch == _start.Epoch ? _start : _start with { Epoch = epoch, Batch = 0, LossSum = 0 });
            double rate = _optimizer.LearningRate;
            var (validationLoss, metrics) = Validate();
            double measure = _options.EarlyStopping?.Metric is { } name ? metrics[name] : validationLoss ?? trainingLoss;
            bool? isBest = _best?.Add(epoch, measure, _higherIsBetter, _options.EarlyStopping!.MinImprovement);
            stop = IsPatienceOver;
            var report = new EpochReport(epoch, rate, trainingLoss, validationLoss, metrics, isBest);
            history.Add(report);
            if (_options.Plateau is { } plateau)
                _optimizer.LearningRate = plateau.Next(measure);
            _options.EpochEnded?.Invoke(report);
            _options.Progress?.Report(report);
        }
        if (_options.EarlyStopping is { RestoreBest: true })
            _best!.Restore();
        return new(history, _best?.Epoch, stop && _start.Epoch + history.Count < _options.Epochs);
    }

    public void Dispose() => _tape.Dispose();

    private bool IsPatienceOver => _best?.EpochsSince >= _options.EarlyStopping?.Patience;

    // From a position in an epoch to its end; returns the mean loss of the epoch.
    private double Train(TrainingPosition position)
    {
        double epochSum = position.LossSum, stepSum = 0;
        int done = position.Batch, batches = 0;
        _model.Train();
        foreach (var batch in _batches.Epoch(position.Epoch, position.Batch))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (batches == 0)
                _optimizer.Parameters.ZeroGradients();
            _tape.Reset();
            var shape = Evaluation<T>.ShapeOf(batch.Count, _data.Columns, _options.RowShape);
            var loss = _loss(_model.Forward(_tape.Constant(batch.Features, shape)), batch);
            loss.Backward();
            double value = double.CreateTruncating(loss.Item());
            epochSum += batch.Count * value;
            stepSum += value;
            done++;
            if (++batches == _options.MicroBatches || done == _batches.Count)
            {
                Step(batches, stepSum);
                _options.Reached?.Invoke(position with { Batch = done, LossSum = epochSum });
                (batches, stepSum) = (0, 0);
            }
        }
        return epochSum / _data.Rows;
    }

    private long StepsOf(int batches) => (batches + _options.MicroBatches - 1) / _options.MicroBatches;

    private void Step(int batches, double lossSum)
    {
        if (batches > 1)
            _optimizer.Parameters.ScaleGradients(1.0 / batches);
        if (_options.MaxGradientNorm is { } norm)
            _optimizer.Parameters.ClipGradientNorm(norm);
        if (_options is { Schedule: { } schedule, ScheduleBySteps: true })
            _optimizer.LearningRate = schedule.Rate(_start.InitialRate, _steps);
        _optimizer.Step();
        _steps++;
        _options.StepEnded?.Invoke(_steps, lossSum / batches);
    }

    private (double? Loss, IReadOnlyDictionary<string, double> Metrics) Validate()
    {
        var metrics = new Dictionary<string, double>();
        if (_validation is null)
            return (null, metrics);
        var (predictions, loss) = _validation.Run(_tape, _loss);
        foreach (var metric in _options.Metrics)
            metrics[metric.Name] = metric.Compute(predictions, _options.Validation!);
        return (loss, metrics);
    }
}
