using System.Diagnostics;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace Digits;

/// <summary>The whole run: read, train, test, report.</summary>
internal static class DigitsExample
{
    /// <summary>Runs the example.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="FormatException">The data are not images of digits.</exception>
    public static void Run(DigitsOptions options)
    {
        Parallelism.MaxThreads = options.Threads;
        var data = DigitsData.Load(options.DataPath);
        using var trainer = new DigitsTrainer(data, options);
        Console.WriteLine(
            $"{trainer.TrainingData.Rows} images to learn from, {trainer.TestData.Rows} to test with; "
            + $"seed {options.Seed}, {Isa.Current} vectors, at most {options.Threads} threads");

        // Before the training, not after it: a picture that cannot be written should cost no time.
        using var picture = new FileStream(options.OutputPath, FileMode.OpenOrCreate, FileAccess.Write);
        long start = Stopwatch.GetTimestamp();
        var history = TrainingDisplay.Train(trainer, options.Epochs);
        Console.WriteLine($"Trained in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

        var test = trainer.Test();
        ConfusionTable.Print(test);
        // All digits of the loss: for one seed they are the same on every processor.
        Console.WriteLine($"Training loss: {history[^1].TrainingLoss:R}");
        Console.WriteLine($"Test accuracy: {test.Accuracy:P2} ({test.Correct} of {test.Total})");
        LossCurve.Save(picture, history);
        Console.WriteLine($"Loss curve: {Path.GetFullPath(options.OutputPath)}");
    }
}
