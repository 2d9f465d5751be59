using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>Measures every loss, value and gradient, beside the copy of as many elements and beside peers.</summary>
internal static class LossReport
{
    private const string Softmax = "softmaxCrossEntropy";

    private static readonly (int Rows, int Columns)[] s_rows = [(64, 10), (256, 1000), (32, 50_000)];
    private static readonly int[] s_lengths = [1 << 12, 1 << 20];

    /// <summary>What is measured: kernels and shapes of predictions, of 1 column for losses of single elements.</summary>
    public static IEnumerable<(string Name, ILossKernel Kernel, int Rows, int Columns)> All =>
    [
        .. s_rows.Select(shape => (Softmax, (ILossKernel)new SoftmaxCrossEntropyKernel(), shape.Rows, shape.Columns)),
        .. OpTypes.Adapt<ILossKernel>(typeof(ILoss), typeof(ElementLossKernel<>))
            .SelectMany(loss => s_lengths.Select(length => (loss.Name, loss.Adapter, length, 1))),
    ];

    /// <summary>Measures all rows.</summary>
    public static IEnumerable<KernelRow> Run(int threads, IReadOnlyList<ILossPeer> peers)
    {
        Parallelism.MaxThreads = threads;
        foreach (var (name, kernel, rows, columns) in All)
        {
            using var operands = new LossOperands(rows, columns);
            operands.Suit(name, kernel);
            var actions = new Dictionary<string, Action>();
            foreach (var peer in peers)
                if (peer.Prepare(name, operands) is { } action)
                    actions.Add(peer.Name, action);
            Action copy = () => operands.Predictions.CopyTo(operands.Gradient), ours = () => kernel.Run(operands);
            Timing.SettleTiers([copy, ours, .. actions.Values]);
            yield return KernelReport.Measure(
                columns == 1 ? name : $"{name} {rows}x{columns}", operands.Length, threads, copy, ours, actions);
        }
    }
}
