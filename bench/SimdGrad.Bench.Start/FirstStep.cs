using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SimdGrad.Nn;
using SimdGrad.Optim;

namespace SimdGrad.Bench;

/// <summary>The first step of training 784-128-10 on a batch of 64 with plain SGD, written as users do.</summary>
internal static class FirstStep
{
    private const int Batch = 64, Features = 784, Classes = 10;

    /// <summary>Takes the step; the microseconds from a timestamp on, the resident bytes, the bytes on disk.</summary>
    public static string Measure(long timestamp)
    {
        float loss = Train();
        double micros = Stopwatch.GetElapsedTime(timestamp).TotalMicroseconds;
        long resident = Environment.WorkingSet;
        if (!(loss > 2 && loss < 3))
            throw new InvalidOperationException($"The loss of ten classes at first is about 2.3, not {loss}.");
        return string.Create(CultureInfo.InvariantCulture, $"{micros} {resident} {BytesOnDisk()}");
    }

    // A method of its own: in one with loops that turn often the runtime would compile all of it again, at its best.
    private static float Train()
    {
        var network = new Sequential<float>(
            new Linear<float>(Features, 128), new Activation<float, Relu>(), new Linear<float>(128, Classes));
        using var parameters = network.Initialize(seed: 1);
        using var optimizer = new Sgd<float>(parameters, learningRate: 0.1);
        using var tape = new Tape<float>();
        tape.Reset();
        var loss = network.Forward(tape.Constant(Images(), [Batch, Features])).SoftmaxCrossEntropy(Labels());
        parameters.ZeroGradients();
        loss.Backward();
        optimizer.Step();
        return loss.Item();
    }

    private static float[] Images()
    {
        float[] images = new float[Batch * Features];
        var random = new Random(1);
        for (int i = 0; i < images.Length; i++)
            images[i] = random.NextSingle();
        return images;
    }

    private static int[] Labels()
    {
        int[] labels = new int[Batch];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = i % Classes;
        return labels;
    }

    // What is copied to where it is to run: not symbols nor documentation. A program compiled ahead of time is one file.
    private static long BytesOnDisk() => RuntimeFeature.IsDynamicCodeCompiled
        ? new DirectoryInfo(AppContext.BaseDirectory).EnumerateFiles()
            .Where(file => file.Name is "SimdGrad.dll" or "SimdGrad.Bench.Start" or "SimdGrad.Bench.Start.dll"
                or "SimdGrad.Bench.Start.runtimeconfig.json")
            .Sum(file => file.Length)
        : new FileInfo(Environment.ProcessPath!).Length;
}
