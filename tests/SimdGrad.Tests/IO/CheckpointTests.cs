using System.Numerics;
using System.Text;
using SimdGrad.Data;
using SimdGrad.IO;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Tests.Docs;
using SimdGrad.Tests.Optim;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class CheckpointTests
{
    public static TheoryData<Type> Optimizers => [.. OptimizerFactory.All];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_run_goes_on_bit_for_bit_with_every_optimizer(Type optimizer)
    {
        Check<float>(optimizer);
        Check<double>(optimizer);

        static void Check<T>(Type optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using var folder = new TemporaryFolder();
            string path = folder.File("run.checkpoint");
            T[] expected = Train<T>(optimizer, null, steps: 23);
            Train<T>(optimizer, path, steps: 5);
            Train<T>(optimizer, path, steps: 0);
            Train<T>(optimizer, path, steps: 11);
            Assert.Equal(expected, Train<T>(optimizer, path, steps: 7));
            Assert.Equal([path], Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void Numbers_and_position_come_back_exactly()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        using var parameters = new ParameterSet<float>(("x", [2]));
        using var optimizer = new Sgd<float>(parameters, learningRate: 0.1 + 0.2);
        var saved = new Checkpoint<float>(parameters, optimizer) { Epoch = 3, Batch = 7 };
        double[] numbers = [double.NaN, double.NegativeInfinity, -0.0, double.Epsilon, 0.1 + 0.2, double.MaxValue];
        for (int i = 0; i < numbers.Length; i++)
            saved.Numbers[$"n {i} \u20AC"] = numbers[i];
        saved.Save(path);

        optimizer.LearningRate = 0;
        var loaded = new Checkpoint<float>(parameters, optimizer) { Numbers = { ["old"] = 1 } };
        Assert.True(loaded.TryLoad(path));
        Assert.Equal((3, 7, 0.1 + 0.2), (loaded.Epoch, loaded.Batch, optimizer.LearningRate));
        Assert.Equal(numbers.Length, loaded.Numbers.Count);
        for (int i = 0; i < numbers.Length; i++)
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(numbers[i]), BitConverter.DoubleToInt64Bits(loaded.Numbers[$"n {i} \u20AC"]));
        Assert.False(loaded.TryLoad(folder.File("none")));
    }

    [Fact]
    public void A_schedule_with_a_state_goes_on_with_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        using var parameters = new ParameterSet<float>(("x", [2]));
        using var optimizer = new Sgd<float>(parameters, learningRate: 0.1);
        var saved = new Checkpoint<float>(parameters, optimizer) { Plateau = new PlateauSchedule(0.1, patience: 1) };
        foreach (double loss in new[] { 0.3, 0.4, 0.5 })
            saved.Plateau.Next(loss);
        saved.Save(path);
        var loaded = new Checkpoint<float>(parameters, optimizer) { Plateau = new PlateauSchedule(0.1) };
        Assert.NotEqual(saved.Plateau.State, loaded.Plateau.State);
        Assert.True(loaded.TryLoad(path));
        Assert.Equal(saved.Plateau.State, loaded.Plateau.State);

        new Checkpoint<float>(parameters, optimizer).Save(path);
        Assert.Contains("there is no 'plateau'", Assert.Throws<SafetensorsException>(() => loaded.TryLoad(path)).Message);
    }

    [Fact]
    public void What_is_no_checkpoint_of_this_run_is_an_error_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        using var parameters = new ParameterSet<float>(("x", [2]), ("y", [3]));
        using var optimizer = new Adam<float>(parameters);
        var run = new Checkpoint<float>(parameters, optimizer) { Epoch = 1 };
        parameters.Values.Fill(1);

        using (var other = new Sgd<float>(parameters, 0.1, momentum: 0.5))
            new Checkpoint<float>(parameters, other).Save(path);
        Fails("is of the optimizer 'Sgd', and this is a 'Adam'");

        using (var fewer = new ParameterSet<float>(("x", [2])))
        using (var other = new Adam<float>(fewer))
            new Checkpoint<float>(fewer, other).Save(path);
        Fails("Missing: 'weights.y', 'optimizer.exp_avg.y', 'optimizer.exp_avg_sq.y'.");

        using (var doubles = new ParameterSet<double>(("x", [2]), ("y", [3])))
        using (var other = new Adam<double>(doubles))
            new Checkpoint<double>(doubles, other).Save(path);
        Fails("'weights.x' F64 [2] instead of F32");

        parameters.SaveWeights(path);
        Fails("is no checkpoint of this version");
        run.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^1]);
        Fails("bytes of data follow");
        foreach (string key in new[] { "step_count", "learning_rate", "epoch", "batch" })
        {
            byte[] changed = [.. bytes], text = Encoding.ASCII.GetBytes($"\"{key}\":\"");
            changed[changed.AsSpan().IndexOf(text) + text.Length] = (byte)'x';
            File.WriteAllBytes(path, changed);
            Fails(key + " is 'x");
        }

        void Fails(string message)
        {
            Assert.Contains(message, Assert.Throws<SafetensorsException>(() => run.TryLoad(path)).Message);
            Assert.Equal((1, 0, 0L, 0.001), (run.Epoch, run.Batch, optimizer.StepCount, optimizer.LearningRate));
            Assert.Equal([1, 1], parameters["x"].Values.ToArray());
            Assert.Equal([0, 0], optimizer.State("exp_avg", parameters["x"]).ToArray());
        }
    }

    /// <summary>Trains so many batches more, from and to a checkpoint, and gives the weights.</summary>
    private static T[] Train<T>(Type optimizerType, string? path, int steps) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] features = [.. Enumerable.Range(0, 30).Select(i => T.CreateTruncating(Math.Sin(i)))];
        var batches = new Dataset<T>(features, 2, features.AsMemory(0, 15), 1).Batches(size: 4, seed: 1);
        var network = new Sequential<T>(new Linear<T>(2, 5), new Activation<T, Tanh>(), new Linear<T>(5, 1));
        using var parameters = network.Initialize(seed: 1);
        using var optimizer = OptimizerFactory.Make(optimizerType, parameters, new Dictionary<string, object>());
        using var tape = new Tape<T>();
        var run = new Checkpoint<T>(parameters, optimizer);
        if (path is not null)
            run.TryLoad(path);
        for (; steps > 0; run.Epoch++, run.Batch = 0)
        {
            foreach (var batch in batches.Epoch(run.Epoch, run.Batch))
            {
                tape.Reset();
                var loss = network.Forward(tape.Constant(batch.Features, [batch.Count, 2])).MeanSquaredError(batch.Targets);
                parameters.ZeroGradients();
                loss.Backward();
                optimizer.Step();
                run.Batch++;
                if (--steps == 0)
                    break;
            }
            if (steps == 0)
                break;
        }
        if (path is not null)
            run.Save(path);
        return parameters.Values.ToArray();
    }
}
