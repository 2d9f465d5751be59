using System.Globalization;
using Xunit;

namespace SimdGrad.Tests.Docs;

[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public sealed class DigitsTests
{
    private const double LeastAccuracy = 97;

    [Fact]
    public void With_its_defaults_it_reads_97_percent_of_the_test_images_and_draws_the_loss()
    {
        using var folder = new TemporaryFolder();
        var run = Run(folder, []);
        Succeeded(run);
        string accuracy = run.Line("Test accuracy: ").Split(' ')[2];
        Assert.InRange(double.Parse(accuracy, CultureInfo.InvariantCulture), LeastAccuracy, 100);
        Assert.Contains("Confusion matrix", run.Output, StringComparison.Ordinal);
        IsPng(folder.File("digits-loss.png"));
    }

    [Fact]
    public void It_takes_all_its_options_and_replaces_an_older_picture()
    {
        using var folder = new TemporaryFolder();
        string picture = folder.File("curve.png");
        File.WriteAllBytes(picture, new byte[1_000_000]);
        string data = Path.Combine(Repository.Root, "docs", "examples", "Digits", "data", "digits.csv.gz");
        var run = Run(
            folder,
            "--epochs", "2", "--batch", "100", "--learning-rate", "0.003", "--seed", "7", "--threads", "1", "--out", picture,
            "--data", data);
        Succeeded(run);
        run.Line("Epoch 2/2, ");
        IsPng(picture);
        Assert.InRange(new FileInfo(picture).Length, 1000, 999_999);
    }

    [Fact]
    public void Loss_and_accuracy_are_the_same_on_every_run_width_and_number_of_threads()
    {
        using var folder = new TemporaryFolder();
        string[] results =
        [
            .. new[] { (null, "2"), (null, "2"), (null, "1"), ("v128", "1"), ("v256", "2"), ("v512", "2") }.Select(setting =>
            {
                var (instructionSet, threads) = setting;
                var run = ProgramRun.Of(
                    Repository.Example("Digits"), folder.Path, ["--epochs", "3", "--threads", threads], instructionSet);
                Succeeded(run);
                return run.Line("Training loss: ") + run.Line("Test accuracy: ");
            }),
        ];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void Another_seed_gives_another_loss()
    {
        using var folder = new TemporaryFolder();
        Assert.NotEqual(
            Run(folder, "--epochs", "1", "--seed", "1").Line("Training loss: "),
            Run(folder, "--epochs", "1", "--seed", "2").Line("Training loss: "));
    }

    [Theory]
    [InlineData("--epochs", "0", "1 to 100000")]
    [InlineData("--epochs", "many", "1 to 100000")]
    [InlineData("--batch", "-3", "1 to 1000000")]
    [InlineData("--learning-rate", "fast", "0 to 1000")]
    [InlineData("--learning-rate", "NaN", "0 to 1000")]
    [InlineData("--seed", "-1", "0 to 18446744073709551615")]
    [InlineData("--threads", "0", "1 to 1024")]
    [InlineData("--out", "no/such/folder/curve.png", "folder that exists")]
    [InlineData("--data", "no-such-file", "file that exists")]
    [InlineData("--epoch", "5", "--help")]
    public void A_wrong_option_or_value_is_named_in_one_line_with_what_is_valid(string option, string value, string valid)
    {
        using var folder = new TemporaryFolder();
        var run = Run(folder, option, value);
        Failed(run, $"'{value}'", option, valid);
        Assert.Equal("", run.Output);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_option_without_its_value_is_named()
    {
        using var folder = new TemporaryFolder();
        Failed(Run(folder, "--epochs"), "--epochs");
    }

    [Theory]
    [InlineData("1,2,3\n", "3 columns")]
    [InlineData("1,2,x\n", "line 1, column 3", "\"x\"")]
    [InlineData("", "no row")]
    [InlineData("17 pixel", "line 2, column 3", "17")]
    [InlineData("10 digit", "line 2, column 65", "10")]
    [InlineData("short", "2 images")]
    public void A_file_that_is_not_one_of_digits_is_named_with_the_place(string content, params string[] parts)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("bad.csv");
        int[] second = [.. Enumerable.Repeat(0, 65)];
        (second[2], second[64]) = content switch { "17 pixel" => (17, 0), "10 digit" => (0, 10), _ => (0, 0) };
        int rows = content switch { "17 pixel" or "10 digit" => 20, "short" => 2, _ => 0 };
        File.WriteAllText(path, rows == 0 ? content : string.Concat(Enumerable.Range(0, rows).Select(row =>
            string.Join(',', row == 1 ? second : new int[65]) + "\n")));
        Failed(Run(folder, "--data", path), [path, .. parts]);
    }

    [Fact]
    public void An_unknown_instruction_set_is_named_with_the_valid_ones()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(Repository.Example("Digits"), folder.Path, [], instructionSet: "avx9");
        Failed(run, "SIMDGRAD_ISA", "avx9", "v128, v256 and v512");
    }

    [Fact]
    public void Help_lists_the_options()
    {
        using var folder = new TemporaryFolder();
        var run = Run(folder, "--help");
        Succeeded(run);
        Assert.All(
            ["--epochs", "--batch", "--learning-rate", "--seed", "--threads", "--out", "--data", "--help"],
            option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }

    private static ProgramRun Run(TemporaryFolder folder, params string[] arguments) =>
        ProgramRun.Of(Repository.Example("Digits"), folder.Path, arguments);

    private static void Succeeded(ProgramRun run)
    {
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    private static void Failed(ProgramRun run, params string[] parts)
    {
        Assert.Equal(2, run.ExitCode);
        string line = Assert.Single(run.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private static void IsPng(string path) => Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(path)[1..4]);
}
