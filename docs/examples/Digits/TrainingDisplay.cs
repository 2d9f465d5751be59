using Spectre.Console;

namespace Digits;

/// <summary>Trains with a progress bar, or with some plain lines where the output is not a terminal.</summary>
internal static class TrainingDisplay
{
    private const int PlainLines = 10;

    /// <summary>Runs all epochs and returns the result of each.</summary>
    public static IReadOnlyList<EpochResult> Train(DigitsTrainer trainer, int epochs)
    {
        var history = new List<EpochResult>(epochs);
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .Start(context => TrainWithBar(trainer, history, context.AddTask("Training", maxValue: epochs)));
            return history;
        }
        while (history.Count < epochs)
        {
            history.Add(trainer.RunEpoch(history.Count));
            if (history.Count * PlainLines / epochs > (history.Count - 1) * PlainLines / epochs)
                Console.WriteLine(Describe(history[^1], epochs));
        }
        return history;
    }

    private static void TrainWithBar(DigitsTrainer trainer, List<EpochResult> history, ProgressTask task)
    {
        while (!task.IsFinished)
        {
            history.Add(trainer.RunEpoch(history.Count));
            task.Description = Describe(history[^1], (int)task.MaxValue);
            task.Increment(1);
        }
    }

    private static string Describe(EpochResult result, int epochs) =>
        $"Epoch {result.Epoch}/{epochs}, loss {result.TrainingLoss:F4}, test accuracy {result.TestAccuracy:P1}";
}
