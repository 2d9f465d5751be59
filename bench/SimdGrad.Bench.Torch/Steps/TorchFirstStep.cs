using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace SimdGrad.Bench.Torch;

/// <summary>The first training step of TorchSharp, that of SimdGrad.Bench.Start: 784-128-10, a batch of 64, plain SGD.</summary>
internal static class TorchFirstStep
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

    private static float Train()
    {
        using var model = nn.Sequential(nn.Linear(Features, 128), nn.ReLU(), nn.Linear(128, Classes));
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        float[] images = new float[Batch * Features];
        long[] labels = new long[Batch];
        var random = new Random(1);
        for (int i = 0; i < images.Length; i++)
            images[i] = random.NextSingle();
        for (int i = 0; i < labels.Length; i++)
            labels[i] = i % Classes;
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(model.forward(tensor(images, Batch, Features)), tensor(labels));
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }

    // TorchSharp and the native libraries beside it, which are all in one folder.
    private static long BytesOnDisk()
    {
        string folder = AppContext.BaseDirectory, native = Path.Combine(folder, "runtimes", "linux-x64", "native");
        return new FileInfo(Path.Combine(folder, "TorchSharp.dll")).Length
            + new DirectoryInfo(native).EnumerateFiles().Where(file => !file.Name.Contains("Skia", StringComparison.Ordinal))
                .Sum(file => file.Length);
    }
}
