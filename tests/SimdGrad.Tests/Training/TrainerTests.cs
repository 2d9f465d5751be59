using SimdGrad.Data;
using SimdGrad.IO;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;
using SimdGrad.Tests.Docs;
using SimdGrad.Training;
using Xunit;

namespace SimdGrad.Tests.Training;

public sealed class TrainerTests
{
    private const int Columns = 3, Classes = 2;
    private static readonly LossFunction<float> s_loss = (predictions, batch) => predictions.SoftmaxCrossEntropy(batch.Labels);

    /// <summary>The trainer does what the loop of the README does, to the last bit.</summary>
    [Fact]
    public void Training_has_the_bits_of_the_loop_written_out()
    {
        var data = Sample(50, 1);
        var (model, parameters) = NewModel();
        using var optimizer = new Adam<float>(parameters, 0.01);
        var result = Fit(model, data, s_loss, optimizer, new() { Epochs = 3, BatchSize = 8, Seed = 5 });

        var (written, expected) = NewModel();
        using var tape = new Tape<float>();
        using var other = new Adam<float>(expected, 0.01);
        double sum = 0;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            sum = 0;
            foreach (var batch in data.Batches(8, 5).Epoch(epoch))
            {
                tape.Reset();
                var scores = written.Forward(tape.Constant(batch.Features, [batch.Count, Columns]));
                var loss = scores.SoftmaxCrossEntropy(batch.Labels);
                expected.ZeroGradients();
                loss.Backward();
                other.Step();
                sum += batch.Count * (double)loss.Item();
            }
        }
        Assert.Equal(expected.Values.ToArray(), parameters.Values.ToArray());
        Assert.Equal([0, 1, 2], result.History.Select(report => report.Epoch));
        Assert.Equal(sum / data.Rows, result.History[^1].TrainingLoss);
        Assert.Null(result.History[^1].ValidationLoss);
        Assert.False(result.StoppedEarly);
        parameters.Dispose();
        expected.Dispose();
    }

    // From the middle of an epoch, from the end of one, and from that of the run; each time all that is reported and learned.
    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(12, false)]
    public void A_run_goes_on_where_it_was_with_the_bits_of_one_that_nobody_stopped(int steps, bool plateau)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "run.safetensors");
        var (expected, weights) = Run(stopAt: 0, resume: false);
        Run(steps, resume: false);
        var (report, resumed) = Run(stopAt: 0, resume: true);
        Assert.Equal(weights, resumed);
        Assert.Equal(expected, report);

        (EpochReport?, float[]) Run(int stopAt, bool resume)
        {
            var (model, parameters) = NewModel();
            using var set = parameters;
            using var optimizer = new Adam<float>(parameters, 0.05);
            var onPlateau = plateau ? new PlateauSchedule(0.05, patience: 0, threshold: 0.5) : null;
            var checkpoint = new Checkpoint<float>(parameters, optimizer) { Plateau = onPlateau };
            Assert.Equal(resume, checkpoint.TryLoad(path) && resume);
            using var stop = new CancellationTokenSource();
            int done = 0;
            TrainerOptions<float> options = new()
            {
                Epochs = 3,
                BatchSize = 8,
                MicroBatches = 2,
                Prefetch = 1,
                Seed = 5,
                Schedule = plateau ? null : new CosineSchedule(20),
                ScheduleBySteps = true,
                Plateau = onPlateau,
                Start = resume
                    ? new(checkpoint.Epoch, checkpoint.Batch, checkpoint.Numbers["rate"], checkpoint.Numbers["loss"])
                    : null,
                Reached = position =>
                {
                    if (++done != stopAt)
                        return;
                    (checkpoint.Epoch, checkpoint.Batch) = (position.Epoch, position.Batch);
                    checkpoint.Numbers["rate"] = position.InitialRate;
                    checkpoint.Numbers["loss"] = position.LossSum;
                    checkpoint.Save(path);
                    stop.Cancel();
                },
            };
            EpochReport? last = null;
            try
            {
                last = Trainer.Fit(model, Sample(50, 1), s_loss, optimizer, options, stop.Token).History[^1];
            }
            catch (OperationCanceledException) when (stopAt > 0)
            {
            }
            return (last is null ? null : last with { Metrics = null! }, parameters.Values.ToArray());
        }
    }

    [Fact]
    public void Micro_batches_are_averaged_for_a_step()
    {
        var data = Sample(48, 1);
        var (model, parameters) = NewModel();
        var (other, expected) = NewModel();
        using var optimizer = new Sgd<float>(parameters, 0.1);
        using var otherOptimizer = new Sgd<float>(expected, 0.1);
        long steps = 0;
        Fit(model, data, s_loss, optimizer, new()
        {
            Epochs = 1,
            BatchSize = 8,
            MicroBatches = 3,
            StepEnded = (step, _) => steps = step,
        });
        Fit(other, data, s_loss, otherOptimizer, new() { Epochs = 1, BatchSize = 24 });
        Assert.Equal(2, steps);
        for (int i = 0; i < expected.Values.Length; i++)
            Assert.Equal(expected.Values[i], parameters.Values[i], 1e-6);
        parameters.Dispose();
        expected.Dispose();
    }

    [Fact]
    public void Validation_reports_loss_and_metrics_of_data_in_their_order()
    {
        var (data, validation) = (Sample(64, 1), Sample(37, 2));
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Adam<float>(parameters, 0.05);
        var seen = new List<EpochReport>();
        var result = Fit(model, data, s_loss, optimizer, new()
        {
            Epochs = 15,
            BatchSize = 16,
            Validation = validation,
            Metrics = [Metric<float>.Accuracy, Metric<float>.MacroF1],
            Progress = new Told(seen.Add),
        });
        Assert.Equal(result.History, seen);
        float[] predictions = Trainer.Predict(model, validation, 10);
        Assert.Equal(predictions, Trainer.Predict(model, validation, 1000));
        using var tape = new Tape<float>();
        var whole = model.Forward(tape.Constant(validation.Features, [37, Columns]));
        Assert.Equal(whole.Values.ToArray(), predictions);
        var last = result.History[^1];
        Assert.Equal(whole.SoftmaxCrossEntropy(validation.Labels).Item(), last.ValidationLoss!.Value, 1e-6);
        Assert.Equal(Metrics.TopKAccuracy<float>(predictions, validation.Labels), last.Metrics["accuracy"]);
        Assert.True(last.Metrics["accuracy"] > 0.9 && last.ValidationLoss < result.History[0].ValidationLoss);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("measure")]
    public void Early_stopping_restores_the_best_weights(string? metric)
    {
        // Validation gets worse once the rate is absurd.
        var (data, validation) = (Sample(64, 1), Sample(40, 2));
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Sgd<float>(parameters, 0.05);
        var weights = new List<float[]>();
        double[] measures = [1, 5, 3, 4, 5, 9];
        int call = 0;
        var result = Fit(model, data, s_loss, optimizer, new()
        {
            Epochs = 6,
            Validation = validation,
            Metrics = [new Metric<float>("measure", (_, _) => measures[call++])],
            EarlyStopping = new(Patience: 3, Metric: metric),
            EpochEnded = report =>
            {
                weights.Add(parameters.Values.ToArray());
                if (metric is null && report.Epoch == 1)
                    optimizer.LearningRate = 1e4;
            },
        });
        Assert.Equal(1, result.BestEpoch);
        Assert.True(result.StoppedEarly);
        Assert.Equal(5, result.History.Count);
        Assert.Equal([true, true, false, false, false], result.History.Select(report => report.IsBest!.Value));
        Assert.Equal(weights[1], parameters.Values.ToArray());
        Assert.NotEqual(weights[4], parameters.Values.ToArray());
    }

    [Fact]
    public void Schedules_set_the_rate_of_epochs_or_of_steps()
    {
        var data = Sample(20, 1);
        Assert.Equal([0.1, 0.05, 0.025], Rates(new() { Epochs = 3, BatchSize = 10, Schedule = new ExponentialSchedule(0.5) }));
        Assert.Equal(
            [0.05, 0.0125],
            Rates(new() { Epochs = 2, BatchSize = 10, Schedule = new ExponentialSchedule(0.5), ScheduleBySteps = true }));
        Assert.Equal(
            [0.1, 0.1, 0.01], // What the second epoch is like changes the rate of the third.
            Rates(new() { Epochs = 3, Plateau = new PlateauSchedule(0.1, patience: 0, threshold: 1e9, relative: false) }));

        double[] Rates(TrainerOptions<float> options)
        {
            var (model, parameters) = NewModel();
            using var set = parameters;
            using var optimizer = new Sgd<float>(parameters, 0.1);
            var history = Fit(model, data, s_loss, optimizer, options).History;
            return [.. history.Select(report => Math.Round(report.LearningRate, 12))];
        }
    }

    [Fact]
    public void Gradients_are_clipped_and_ones_without_a_norm_are_an_error()
    {
        var data = Sample(20, 1);
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Sgd<float>(parameters, 1);
        float[] before = parameters.Values.ToArray();
        Fit(model, data, s_loss, optimizer, new() { Epochs = 1, BatchSize = 20, MaxGradientNorm = 0.001 });
        double moved = Math.Sqrt(before.Zip(parameters.Values.ToArray(), (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.Equal(0.001, moved, 1e-5);
        before = parameters.Values.ToArray();
        Assert.Throws<NonFiniteGradientException>(() => Fit(
            model, data, (p, batch) => p.SoftmaxCrossEntropy(batch.Labels) * float.MaxValue * 10f, optimizer,
            new() { MaxGradientNorm = 1 }));
        Assert.Equal(before, parameters.Values.ToArray());
    }

    [Fact]
    public void Validation_is_in_evaluation_mode_and_the_best_buffers_are_restored()
    {
        var (data, validation) = (Sample(48, 1), Sample(30, 2));
        var model = new Sequential<float>(
            new Linear<float>(Columns, 6), new BatchNorm1d<float>(6), new Activation<float, Tanh>(), new Dropout<float>(0.5),
            new Linear<float>(6, Classes));
        using var parameters = model.Initialize(3);
        using var optimizer = new Sgd<float>(parameters, 0.1);
        var losses = new List<double>();
        float[] best = [];
        var result = Fit(model, data, s_loss, optimizer, new()
        {
            Epochs = 4,
            Validation = validation,
            Metrics = [new Metric<float>("early", (_, _) => -losses.Count)],
            EarlyStopping = new(Metric: "early"),
            EpochEnded = report =>
            {
                losses.Add(report.ValidationLoss!.Value);
                if (report.Epoch == 0)
                    best = parameters.BufferValues.ToArray();
            },
        });
        Assert.Equal(0, result.BestEpoch);
        Assert.Equal(best, parameters.BufferValues.ToArray());
        Assert.True(model.IsTraining);
        model.Eval();
        using var tape = new Tape<float>();
        var scores = model.Forward(tape.Constant(validation.Features, [30, Columns]));
        Assert.Equal(losses[0], scores.SoftmaxCrossEntropy(validation.Labels).Item(), 1e-6);
        Assert.Equal(scores.Values.ToArray(), Trainer.Predict(model, validation, 7));
        Assert.False(model.IsTraining);
    }

    [Fact]
    public void Cancellation_ends_training_between_two_batches()
    {
        var data = Sample(40, 1);
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Sgd<float>(parameters, 0.1);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Fit(model, data, s_loss, optimizer, new()
        {
            BatchSize = 4,
            StepEnded = (step, _) =>
            {
                if (step == 13)
                    source.Cancel();
            },
        }, source.Token));
        Assert.Equal(13, optimizer.StepCount);
    }

    [Fact]
    public void Contradictions_are_errors_before_anything_happens()
    {
        var data = Sample(20, 1);
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Sgd<float>(parameters, 0.1);
        Fails("Metrics are of the validation data", new() { Metrics = [Metric<float>.Accuracy] });
        Fails("by the validation data", new() { EarlyStopping = new() });
        Fails("'f'; the metrics are: accuracy", new()
        {
            Validation = data,
            Metrics = [Metric<float>.Accuracy],
            EarlyStopping = new(Metric: "f"),
        });
        Fails("one name", new() { Validation = data, Metrics = [Metric<float>.Accuracy, Metric<float>.BinaryAccuracy] });
        Fails("Both Schedule and Plateau", new() { Schedule = new StepSchedule(1), Plateau = new(0.1) });
        Fails("MaxGradientNorm is 0", new() { MaxGradientNorm = 0 });
        Fails("Patience is 0", new() { Validation = data, EarlyStopping = new(0) });
        Fails("row shape", new() { RowShape = [2, 2] });
        Fails("2 columns", new() { Validation = new(new float[4], 2, new int[2]) });
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(model, data, s_loss, optimizer, new() { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(model, data, s_loss, optimizer, new() { MicroBatches = 0 }));
        Assert.Equal(0, optimizer.StepCount);

        void Fails(string message, TrainerOptions<float> options) => Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => Fit(model, data, s_loss, optimizer, options)).Message,
            StringComparison.Ordinal);
    }

    private static TrainingResult Fit(
        Module<float> model, Dataset<float> data, LossFunction<float> loss, Optimizer<float> optimizer,
        TrainerOptions<float> options, CancellationToken? cancellation = null) =>
        Trainer.Fit(model, data, loss, optimizer, options, cancellation ?? TestContext.Current.CancellationToken);

    private static (Module<float> Model, ParameterSet<float> Parameters) NewModel()
    {
        var model = new Sequential<float>(
            new Linear<float>(Columns, 6), new Activation<float, Tanh>(), new Linear<float>(6, Classes));
        return (model, model.Initialize(3));
    }

    private static Dataset<float> Sample(int rows, ulong seed)
    {
        var random = new CounterRandom(seed);
        float[] features = [.. Enumerable.Range(0, rows * Columns).Select(i => (float)random.Normal((ulong)i))];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => features[i * Columns] + features[i * Columns + 1] > 0 ? 1 : 0)];
        return new(features, Columns, labels);
    }

    // Progress<T> would call on another thread.
    private sealed class Told(Action<EpochReport> tell) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => tell(value);
    }
}
