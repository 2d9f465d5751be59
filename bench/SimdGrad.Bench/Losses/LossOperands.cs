namespace SimdGrad.Bench;

/// <summary>What all contestants of a row on a loss work on.</summary>
internal sealed class LossOperands : IDisposable
{
    private readonly StaggeredBuffers<float> _buffers;

    /// <summary>Predictions from -4 to 4, with targets of 0 and 1 and with classes.</summary>
    public LossOperands(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        _buffers = new(Length, Length, Length);
        Classes = [.. Enumerable.Range(0, rows).Select(row => row * 7 % columns)];
        Losses = new float[rows];
        SetTargets(0, 1);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The classes; 1 where the loss is of single elements.</summary>
    public int Columns { get; }

    /// <summary>The number of predictions.</summary>
    public int Length => Rows * Columns;

    /// <summary>What is judged.</summary>
    public Span<float> Predictions => _buffers[0];

    /// <summary>The targets of single elements.</summary>
    public Span<float> Targets => _buffers[1];

    /// <summary>The classes of the rows.</summary>
    public int[] Classes { get; }

    /// <summary>Receives the loss of each row, or in the first place that of all.</summary>
    public float[] Losses { get; }

    /// <summary>Receives the gradient with respect to the predictions.</summary>
    public Span<float> Gradient => _buffers[2];

    /// <summary>Changes predictions and targets to what the loss is defined for.</summary>
    /// <exception cref="InvalidOperationException">Nothing that is known here is.</exception>
    public void Suit(string name, ILossKernel kernel)
    {
        foreach (bool probabilities in (bool[])[false, true])
        {
            if (probabilities)
                foreach (ref float p in Predictions)
                    p = 1 / (1 + MathF.Exp(-p));
            foreach (var (low, high) in (ReadOnlySpan<(float, float)>)[(0, 1), (-1, 1)])
            {
                SetTargets(low, high);
                try
                {
                    kernel.Run(this);
                    return;
                }
                catch (ArgumentException)
                {
                    // Says that a target or a prediction is outside the domain of the loss.
                }
            }
        }
        throw new InvalidOperationException($"{name} takes neither logits nor probabilities, with targets 0, 1 or -1, 1.");
    }

    public void Dispose() => _buffers.Dispose();

    private void SetTargets(float even, float odd)
    {
        for (int i = 0; i < Length; i++)
            Targets[i] = i % 2 == 0 ? even : odd;
    }
}
