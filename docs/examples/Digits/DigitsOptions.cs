namespace Digits;

/// <summary>What can be chosen on the command line.</summary>
internal sealed record DigitsOptions
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Images in a mini-batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The step size at the start; it falls to zero over the epochs.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>What the split, the first weights and the order of the images are a function of.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most threads to use; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where the picture of the loss curve goes.</summary>
    public string OutputPath { get; init; } = "digits-loss.png";

    /// <summary>The images; by default the ones beside the program.</summary>
    public string DataPath { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz");
}
