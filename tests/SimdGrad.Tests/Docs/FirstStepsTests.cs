using Xunit;

namespace SimdGrad.Tests.Docs;

[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public sealed class FirstStepsTests
{
    [Fact]
    public void The_losses_are_the_recomputed_ones_and_the_network_learns_its_points()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(Repository.Example("FirstSteps"), folder.Path, []);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            Mean squared error: 25.00; as the half mean: 12.50
            Binary cross-entropy with logits: 0.2201
            Cross-entropy: 0.2301
            """.ReplaceLineEndings("\n"),
            string.Join('\n', run.Output.ReplaceLineEndings("\n").Split('\n')[..3]));

        Assert.True(Number(run.Line("Epoch 100/100"), "Loss: ") < 0.1 * Number(run.Line("Epoch 10/100"), "Loss: "));
        for (int x = 1; x <= 4; x++)
            Assert.Equal(x > 2, Number(run.Line($"{x} is large"), "probability ") > 0.5);
    }

    private static double Number(string line, string before) =>
        double.Parse(line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(' ')[0]);
}
