using SimdGrad.Data;
using SimdGrad.IO;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;
using SimdGrad.Tests.Docs;
using SimdGrad.Training;
using Xunit;

namespace SimdGrad.Tests.Training;

/// <summary>Runs with early stopping that are stopped by something else, and go on.</summary>
public sealed class EarlyStoppingTests
{
    private const int Rows = 50, Columns = 3, StepsPerEpoch = 7;

    // By epochs: the second is the best, and after three more that are not the run ends.
    private static readonly double[] s_measures = [1, 5, 3, 4, 2, 9];

    // In the first epoch, at the end of one and at the beginning of one, when the best is gone by and when patience is almost
    // over.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(24)]
    [InlineData(34)]
    [InlineData(35)]
    public void A_run_goes_on_with_the_best_weights_so_far(int steps)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        var (expected, weights) = Run(null, stopAt: 0);
        Assert.Equal(1, expected!.BestEpoch);
        Assert.True(expected.StoppedEarly);
        Assert.Null(Run(path, steps).Result);
        var (result, resumed) = Run(path, stopAt: 0);
        Assert.Equal(weights, resumed);
        Assert.Equal((expected.BestEpoch, expected.StoppedEarly), (result!.BestEpoch, result.StoppedEarly));
        Assert.Equal(
            expected.History.Skip((steps - 1) / StepsPerEpoch).Select(report => (report.Epoch, report.IsBest)),
            result.History.Select(report => (report.Epoch, report.IsBest)));
    }

    [Fact]
    public void A_run_that_begins_forgets_what_was_the_best_before()
    {
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Sgd<float>(parameters, 0.1);
        var best = new BestWeights<float>(parameters);
        Assert.True(best.Add(7, 100, higherIsBetter: true));
        var result = Trainer.Fit(
            model, Sample(1), Loss, optimizer, Options(optimizer) with { Epochs = 1, Best = best },
            TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (result.BestEpoch, best.Epoch));
    }

    [Fact]
    public void The_best_are_kept_by_what_they_improve()
    {
        using var parameters = new ParameterSet<float>([("x", [2]), ("y", [3])], [("z", [2], true)]);
        using var others = new ParameterSet<float>(("x", [2]));
        var best = new BestWeights<float>(parameters);
        Assert.False(best.Add(0, double.NaN));
        Assert.Equal((null, 1), (best.Epoch, best.EpochsSince));
        best.Restore();
        Assert.True(Add(1, 3, 10));
        Assert.False(Add(2, 2.75, 20)); // no more than 0.25 better
        Assert.False(Add(3, double.NaN, 30));
        Assert.Equal((1, 3.0, 2), (best.Epoch, best.Measure, best.EpochsSince));
        Assert.True(Add(4, 2.5, 40));
        Assert.False(Add(5, 2.5, 50));
        Assert.Equal([40, 40, 40], best.Values(parameters["y"]));
        Assert.Equal([41, 41], best.Values(parameters.Buffers[0]));
        Assert.Throws<ArgumentException>("parameter", () => best.Values(others["x"]).Length);
        best.Restore();
        Assert.Equal([40, 40], parameters["x"].Values);
        Assert.Equal([41, 41], parameters.Buffers[0].Values);
        best.Clear();
        Assert.True(best.Add(0, 100));
        Assert.Throws<ArgumentOutOfRangeException>("epoch", () => best.Add(-1, 0));

        bool Add(int epoch, double measure, float value)
        {
            foreach (var parameter in parameters)
                parameter.Values.Fill(value);
            parameters.Buffers[0].Values.Fill(value + 1);
            return best.Add(epoch, measure, minImprovement: 0.25);
        }
    }

    [Fact]
    public void What_does_not_go_together_is_an_error()
    {
        var (model, parameters) = NewModel();
        var (_, others) = NewModel();
        using var optimizer = new Sgd<float>(parameters, 0.1);
        var options = Options(optimizer);
        Fails("with Start it takes Best", options with { Start = new(1, 0, 0.1, 0) });
        Fails("there is none", new() { Best = new(parameters) });
        Fails("of other parameters than the optimizer", options with { Best = new(others) });
        Assert.Equal(0, optimizer.StepCount);
        Assert.Throws<ArgumentException>(() => new Checkpoint<float>(parameters, optimizer) { Best = new(others) });
        parameters.Dispose();
        others.Dispose();

        void Fails(string message, TrainerOptions<float> options) => Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(
                nameof(options),
                () => Trainer.Fit(model, Sample(1), Loss, optimizer, options, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_without_the_best_weights_is_an_error_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        using var parameters = new ParameterSet<float>(("x", [2]));
        using var optimizer = new Sgd<float>(parameters, 0.1);
        var best = new BestWeights<float>(parameters);
        best.Add(3, 0.5);
        var run = new Checkpoint<float>(parameters, optimizer) { Best = best, Epoch = 9 };
        new Checkpoint<float>(parameters, optimizer).Save(path);
        Fails("there is no 'best'");
        run.Save(path);
        var plain = new Checkpoint<float>(parameters, optimizer);
        Assert.Contains("Unexpected: 'best.weights.x'", Assert.Throws<SafetensorsException>(() => plain.TryLoad(path)).Message);
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf("\"best\":\"3 0.5 0"u8);
        bytes[at + 8] = (byte)'x';
        File.WriteAllBytes(path, bytes);
        Fails("best is 'x'");

        void Fails(string message)
        {
            Assert.Contains(message, Assert.Throws<SafetensorsException>(() => run.TryLoad(path)).Message);
            Assert.Equal((9, 3, 0.5, 0), (run.Epoch, best.Epoch, best.Measure, best.EpochsSince));
        }
    }

    private static (TrainingResult? Result, float[] Weights) Run(string? path, int stopAt)
    {
        var (model, parameters) = NewModel();
        using var set = parameters;
        using var optimizer = new Adam<float>(parameters, 0.05);
        var best = new BestWeights<float>(parameters);
        var checkpoint = new Checkpoint<float>(parameters, optimizer) { Best = best };
        bool resumes = path is not null && checkpoint.TryLoad(path);
        using var stop = new CancellationTokenSource();
        int done = 0;
        var options = Options(optimizer) with
        {
            Best = best,
            Start = resumes ? new(checkpoint.Epoch, checkpoint.Batch, 0.05, checkpoint.Numbers["loss"]) : null,
            Reached = position =>
            {
                if (++done != stopAt)
                    return;
                (checkpoint.Epoch, checkpoint.Batch) = (position.Epoch, position.Batch);
                checkpoint.Numbers["loss"] = position.LossSum;
                checkpoint.Save(path!);
                stop.Cancel();
            },
            // Where the last batch of an epoch was the last step, nothing asks before the epoch is over.
            EpochEnded = _ => stop.Token.ThrowIfCancellationRequested(),
        };
        try
        {
            return (Trainer.Fit(model, Sample(1), Loss, optimizer, options, stop.Token),
                [.. parameters.Values, .. parameters.BufferValues]);
        }
        catch (OperationCanceledException) when (stopAt > 0)
        {
            return (null, []);
        }
    }

    // The measure of an epoch is known by the steps that are done, in a run that goes on too.
    private static TrainerOptions<float> Options(Optimizer<float> optimizer) => new()
    {
        Epochs = 6,
        BatchSize = 8,
        Validation = Sample(2),
        Metrics = [new Metric<float>("measure", (_, _) => s_measures[optimizer.StepCount / StepsPerEpoch - 1])],
        EarlyStopping = new(Patience: 3, Metric: "measure"),
    };

    private static Tensor<float> Loss(Tensor<float> predictions, Batch<float> batch) =>
        predictions.SoftmaxCrossEntropy(batch.Labels);

    private static (Module<float> Model, ParameterSet<float> Parameters) NewModel()
    {
        var model = new Sequential<float>(
            new Linear<float>(Columns, 6), new BatchNorm1d<float>(6), new Activation<float, Tanh>(), new Linear<float>(6, 2));
        return (model, model.Initialize(3));
    }

    private static Dataset<float> Sample(ulong seed)
    {
        var random = new CounterRandom(seed);
        float[] features = [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)random.Normal((ulong)i))];
        return new(features, Columns, (int[])[.. Enumerable.Range(0, Rows).Select(i => features[i * Columns] > 0 ? 1 : 0)]);
    }
}
