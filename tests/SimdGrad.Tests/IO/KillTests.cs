using System.Diagnostics;
using System.Globalization;
using SimdGrad.IO;
using SimdGrad.Tests.Docs;
using Xunit;

namespace SimdGrad.Tests.IO;

/// <summary>Kills the example Resume at random moments. tests/kill-test.sh runs this with 50 kills.</summary>
[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const string Epochs = "8";
    private const int LongestWait = 250; // ms, in which the program writes dozens of checkpoints

    private static readonly int s_kills = int.Parse(
        Environment.GetEnvironmentVariable("SIMDGRAD_KILLS") ?? "12", NumberStyles.None, CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_run_that_is_killed_at_any_moment_resumes_and_ends_with_the_same_bits()
    {
        using var quiet = new TemporaryFolder();
        var undisturbed = ProgramRun.Of(Repository.Example("Resume"), quiet.Path, [quiet.Path, Epochs]);
        Assert.Equal("", undisturbed.Error);
        Assert.Equal(0, undisturbed.ExitCode);
        Assert.Equal("Begun", undisturbed.Output.Split('\n', StringSplitOptions.TrimEntries)[0]);

        var random = new Random();
        int kills = 0, inTheMiddle = 0, ended = 0;
        while (kills < SampleCount.Of(s_kills))
        {
            using var folder = new TemporaryFolder();
            string checkpoint = folder.File("run.checkpoint");
            while (kills < SampleCount.Of(s_kills))
            {
                bool isFirst = !File.Exists(checkpoint);
                var before = File.GetLastWriteTimeUtc(checkpoint + ".tmp"); // of an earlier kill, or of none
                var (wasKilled, line) = await Run(folder.Path, checkpoint, random.Next(LongestWait), kills % 2 == 0);
                Assert.StartsWith(isFirst ? "Begun" : "Resumed in epoch", line);
                if (!wasKilled)
                    break;
                kills++;
                var after = File.GetLastWriteTimeUtc(checkpoint + ".tmp");
                inTheMiddle += after != before && File.Exists(checkpoint + ".tmp") ? 1 : 0;
                SafetensorsFile.Open(checkpoint).Dispose();
            }

            // Undisturbed to the end.
            var last = ProgramRun.Of(Repository.Example("Resume"), folder.Path, [folder.Path, Epochs]);
            Assert.Equal("", last.Error);
            Assert.Equal(0, last.ExitCode);
            Assert.StartsWith("Resumed in epoch", last.Output);
            ended++;
            foreach (string name in new[] { "weights.safetensors", "run.checkpoint" })
                Assert.Equal(File.ReadAllBytes(quiet.File(name)), File.ReadAllBytes(folder.File(name)));
            Assert.Equal(LastLoss(undisturbed.Output), LastLoss(last.Output));
        }
        output.WriteLine(
            $"{kills} kills, {inTheMiddle} of them in the middle of writing a checkpoint; each time the run resumed, and the "
            + $"{ended} that ended did so with the weights of the undisturbed one.");
    }

    /// <summary>
    /// Starts the program and kills it so long after its first line, which is returned, but not before there is a checkpoint; or
    /// after that at the next moment when it has begun to write one.
    /// </summary>
    private static async Task<(bool WasKilled, string Line)> Run(
        string folder, string checkpoint, int milliseconds, bool whileItWrites)
    {
        string temporary = checkpoint + ".tmp";
        var before = File.GetLastWriteTimeUtc(temporary); // of an earlier kill, or of none
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, [Repository.Example("Resume"), folder, Epochs])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        string line = await process.StandardOutput.ReadLineAsync() ?? "";
        while (!File.Exists(checkpoint) && !process.HasExited)
            await Task.Delay(1);
        await Task.Delay(milliseconds);
        if (whileItWrites)
            SpinWait.SpinUntil(
                () => process.HasExited || (File.Exists(temporary) && File.GetLastWriteTimeUtc(temporary) != before),
                LongestWait);
        process.Kill(entireProcessTree: true); // the program may have an emulator around it
        await process.WaitForExitAsync();
        return (process.ExitCode != 0, line);
    }

    private static string LastLoss(string output) =>
        output.Split('\n', StringSplitOptions.TrimEntries).Last(line => line.StartsWith("Epoch", StringComparison.Ordinal));
}
