using System.Buffers.Binary;
using Xunit;

namespace SimdGrad.Tests.Docs;

/// <summary>The examples that show one thing each: they run, show it, and draw their picture.</summary>
[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public sealed class ExampleTests
{
    [Fact]
    public void Breast_cancer_is_found()
    {
        var run = Run("BreastCancer");
        Assert.InRange(Number(run.Line("Without weights"), "area under ROC "), 0.98, 1);
        Assert.InRange(Number(run.Line("Malignant ones weigh"), "area under ROC "), 0.98, 1);
    }

    [Fact]
    public void Outliers_mislead_squared_errors_and_no_others()
    {
        var run = Run("Diabetes");
        foreach (string loss in (string[])["MSE", "MAE", "Huber"])
        {
            string line = run.Line(loss + ":");
            double clean = Number(line, ": "), spoiled = Number(line, "clean data, ");
            Assert.InRange(clean, 35, 60);
            if (loss == "MSE")
                Assert.InRange(spoiled, 2 * clean, 10 * clean);
            else
                Assert.InRange(spoiled, 0.8 * clean, 1.2 * clean);
        }
    }

    [Fact]
    public void Gradients_vanish_where_they_should()
    {
        var run = Run("VanishingGradients");
        double[] sigmoidMse = Norms("Sigmoid layers, MSE"), sigmoidBce = Norms("Sigmoid layers, BCE");
        double[] reluBce = Norms("ReLU layers, BCE");
        Assert.Equal(8, sigmoidMse.Length);
        // The factor y (1 - y) of the sigmoid in the loss, and what seven sigmoids take.
        Assert.InRange(sigmoidBce[^1] / sigmoidMse[^1], 100, 1e5);
        Assert.InRange(sigmoidBce[^1] / sigmoidBce[0], 100, 1e9);
        Assert.InRange(reluBce[^1] / reluBce[0], 0.01, 100);

        double[] Norms(string name) =>
            [.. run.Line(name)[(name.Length + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
    }

    [Fact]
    public void Stopping_early_keeps_what_over_fitting_loses()
    {
        var run = Run("EarlyStopping");
        string line = run.Line("Validation loss");
        double end = Number(line, ": "), best = Number(line, "at the end, ");
        Assert.InRange(best, 0.09, 0.3);
        Assert.InRange(end, 1.1 * best, 100);
        run.Line("Stops at epoch");
    }

    // Images of one class each are bright in rows of their own: few of them tell the classes apart.
    [Theory]
    [InlineData("mlp")]
    [InlineData("lenet")]
    public void Fashion_is_learned_from_files_in_its_format(string network)
    {
        using var folder = new TemporaryFolder();
        WriteImages(folder, "train", 1280);
        WriteImages(folder, "t10k", 200);
        var run = Run("FashionMnist", "--data", folder.Path, "--epochs", "4", "--network", network, "--out", "picture.svg");
        Assert.InRange(Number(run.Line("Epoch 4/4"), "test accuracy "), 90, 100);
        var missing = ProgramRun.Of(Repository.Example("FashionMnist"), folder.Path, ["--data", "nowhere"]);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("no folder nowhere", missing.Error, StringComparison.Ordinal);
    }

    private static void WriteImages(TemporaryFolder folder, string name, int count)
    {
        byte[] images = new byte[16 + count * 784], labels = new byte[8 + count];
        int[] header = [0x803, count, 28, 28];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4 * i), header[i]);
        BinaryPrimitives.WriteInt32BigEndian(labels, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        var random = new Random(count);
        for (int i = 0; i < count; i++)
        {
            var image = images.AsSpan(16 + i * 784, 784);
            // Of the mean that Fashion-MNIST has, for which the program scales them.
            foreach (ref byte pixel in image)
                pixel = (byte)random.Next(146);
            int label = random.Next(10);
            labels[8 + i] = (byte)label;
            image.Slice(label * 2 * 28 + 112, 56).Fill(255);
        }
        File.WriteAllBytes(folder.File($"{name}-images-idx3-ubyte.gz"), images);
        File.WriteAllBytes(folder.File($"{name}-labels-idx1-ubyte.gz"), labels);
    }

    private static ProgramRun Run(string example, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(
            Repository.Example(example), folder.Path, arguments.Length > 0 ? arguments : [folder.File("picture.svg")]);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        string picture = File.ReadAllText(folder.File("picture.svg")).Split("?>")[^1].TrimStart();
        Assert.StartsWith("<svg", picture, StringComparison.Ordinal);
        return run;
    }

    private static double Number(string line, string before) =>
        double.Parse(line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(' ', ',', '%')[0]);
}
