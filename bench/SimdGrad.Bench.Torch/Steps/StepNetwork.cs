namespace SimdGrad.Bench.Torch;

/// <summary>A network whose training step is measured: linear layers with ReLU between them.</summary>
/// <param name="Sizes">The inputs, the outputs of the hidden layers, the outputs.</param>
/// <param name="Batch">The rows of a batch.</param>
/// <param name="Adam">Whether Adam trains it, rather than plain SGD.</param>
/// <param name="Target">How many times as fast as TorchSharp a step should be, on one thread.</param>
internal sealed record StepNetwork(int[] Sizes, int Batch, bool Adam, double Target)
{
    /// <summary>The networks, from the smallest step to the largest.</summary>
    public static IReadOnlyList<StepNetwork> All { get; } =
    [
        new([1, 2, 1], 4, false, 200),
        new([4, 32, 16, 2], 1, false, 100),
        new([4, 32, 16, 2], 64, false, 25),
        new([30, 64, 1], 64, true, 20),
        new([64, 128, 10], 32, true, 12),
        new([784, 128, 10], 64, false, 2.6),
        new([784, 512, 256, 10], 128, true, 3.2),
        new([784, 2048, 2048, 2048, 10], 256, false, 2.3),
    ];

    /// <summary>The sizes, as in 4-32-16-2.</summary>
    public string Name => string.Join('-', Sizes);

    /// <summary>SGD or Adam.</summary>
    public string Optimizer => Adam ? "Adam" : "SGD";

    /// <summary>Whether the loss is binary cross-entropy, on one logit; else softmax cross-entropy.</summary>
    public bool IsBinary => Sizes[^1] == 1;

    /// <summary>The features of a batch, [Batch, Sizes[0]], in [0, 1).</summary>
    public float[] Features()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Batch * Sizes[0]).Select(_ => random.NextSingle())];
    }

    /// <summary>The classes of a batch; 0 or 1 if the loss is binary.</summary>
    public int[] Classes()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Batch).Select(_ => random.Next(IsBinary ? 2 : Sizes[^1]))];
    }
}
