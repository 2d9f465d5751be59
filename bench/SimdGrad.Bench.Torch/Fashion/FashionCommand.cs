using System.CommandLine;
using System.Diagnostics;
using FashionMnist;
using SimdGrad.Data;
using SimdGrad.Kernels;
using TorchSharp;

namespace SimdGrad.Bench.Torch;

/// <summary>
/// <c>fashion [--threads N] [--data DIR] [--steps N] [--json FILE]</c>: the training of two networks on Fashion-MNIST beside
/// TorchSharp's.
/// </summary>
internal static class FashionCommand
{
    private const int Epochs = 5, StepsPerBlock = 20, CheckedImages = 1000;
    private const double Tolerance = 1e-4;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var threads = ThreadsOption.Create();
        var data = new Option<string>("--data")
        {
            Description = "The folder with the four files.",
            DefaultValueFactory = _ => FashionData.DefaultFolder,
        };
        var steps = new Option<int>("--steps")
        {
            Description = "Measure so many steps of each, instead of five epochs.",
        };
        var json = JsonOption.Create();
        var command = new Command("fashion", "Trains two networks on Fashion-MNIST: time of an epoch and test accuracy.")
        {
            threads, data, steps, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(steps) > 0 && result.GetValue(json) is not null)
                result.AddError("--json is for the epochs, which --steps leaves out.");
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(threads), parsed.GetRequiredValue(data), parsed.GetValue(steps), parsed.GetValue(json)));
        return command;
    }

    private static void Run(int threads, string folder, int steps, FileInfo? json)
    {
        Parallelism.MaxThreads = threads;
        torch.set_num_threads(threads);
        Dataset<float> training = FashionData.Read(folder, training: true), test = FashionData.Read(folder, training: false);
        List<EpochRow> rows = [];
        foreach (var network in (FashionNetwork[])[FashionNetwork.Perceptron, FashionNetwork.LeNet])
        {
            using var ours = new FashionTrainer(network.Model(), training, test, seed: 1);
            using var theirs = new TorchFashion(network, training, test, ours.Parameters);
            double loss = ours.TestLoss(CheckedImages), torchLoss = theirs.TestLoss(CheckedImages);
            if (!(Math.Abs(loss - torchLoss) <= Tolerance * torchLoss))
                throw new InvalidOperationException($"{network.Name}: a loss of {loss}, {torchLoss} in TorchSharp.");
            if (steps > 0)
                Short(network, ours, theirs, steps);
            else
                rows.AddRange(Full(network, ours, theirs));
        }
        JsonOption.Write(json, rows);
    }

    // In turns, so that whatever else goes on meets both alike.
    private static void Short(
        FashionNetwork network, FashionTrainer ours, TorchFashion theirs, int steps)
    {
        ours.Steps(StepsPerBlock);
        theirs.Steps(StepsPerBlock);
        List<double> ourSeconds = [], torchSeconds = [];
        for (int done = 0; done < steps; done += StepsPerBlock)
        {
            ourSeconds.Add(Time(() => ours.Steps(StepsPerBlock)) / StepsPerBlock);
            torchSeconds.Add(Time(() => theirs.Steps(StepsPerBlock)) / StepsPerBlock);
        }
        double mine = Timing.Median(ourSeconds), torchs = Timing.Median(torchSeconds);
        Console.WriteLine(
            $"{network.Name}: {mine * 1e6:F0} us, {torchs * 1e6:F0} us a step by TorchSharp: {torchs / mine:F2} times as fast "
            + $"(target {network.Target}); an epoch would take {mine * ours.StepsPerEpoch:F2} s and "
            + $"{torchs * ours.StepsPerEpoch:F2} s");
    }

    private static IEnumerable<EpochRow> Full(FashionNetwork network, FashionTrainer ours, TorchFashion theirs)
    {
        int steps = ours.StepsPerEpoch;
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            double mine = Time(() => ours.Steps(steps)), torchs = Time(() => theirs.Steps(steps));
            EpochRow row = new(network.Name, epoch, mine, torchs, torchs / mine, ours.Accuracy(), theirs.Accuracy());
            Console.WriteLine(
                $"{network.Name}, epoch {epoch}: {mine:F2} s, {torchs:F2} s by TorchSharp: {row.Speedup:F2} times as fast "
                + $"(target {network.Target}); test accuracy {row.Accuracy:P2} (target {network.Accuracy:P0}), "
                + $"{row.TorchAccuracy:P2}");
            yield return row;
        }
    }

    // Without waiting, a thread of the other library would still spin for work on the second processor.
    private static double Time(Action action)
    {
        Contest.AwaitQuiet();
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
