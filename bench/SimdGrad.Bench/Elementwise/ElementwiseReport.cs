using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>Measures the sum and every elementwise function beside the copy of as many elements and beside peers.</summary>
internal static class ElementwiseReport
{
    /// <summary>The size of which the first call is measured too, as SimdGrad.Bench.Start has it; fits the second-level cache.</summary>
    public const int ColdLength = 1 << 16;

    private static readonly int[] s_lengths = [1 << 10, ColdLength, 1 << 20, 1 << 24];

    // Of kernels that are measured so, with this library or a peer.
    private static readonly Lazy<(string Library, string Name)[]> s_firstCalls = new(() => [.. StartProgram.JustInTime.Kernels]);

    /// <summary>Measures all rows.</summary>
    /// <param name="threads">The threads that each library may use.</param>
    /// <param name="peers">What to measure beside.</param>
    /// <param name="firstCalls">Whether to measure also how kernels begin, in new processes of this program.</param>
    public static IEnumerable<KernelRow> Run(int threads, IReadOnlyList<IElementwisePeer> peers, bool firstCalls)
    {
        Parallelism.MaxThreads = threads;
        using (var shortest = new ElementwiseOperands(s_lengths[0]))
            Timing.SettleTiers([
                () => shortest.Left.CopyTo(shortest.Result),
                .. ElementwiseKernels.All.Values.Select(kernel => Ours(kernel, shortest)),
                .. ElementwiseKernels.All.Keys.SelectMany(kernel => Peers(kernel, shortest, peers).Values)]);
        foreach (int length in s_lengths)
        {
            using var operands = new ElementwiseOperands(length);
            yield return Measure(ElementwiseKernels.Copy, length, threads, operands, () => Copy(operands), []);
            foreach (var (name, kernel) in ElementwiseKernels.All)
            {
                operands.IsPositive = ElementwiseOperands.WantsPositive(kernel);
                var row = Measure(name, length, threads, operands, Ours(kernel, operands), Peers(name, operands, peers));
                yield return firstCalls && length == ColdLength && threads == 1 ? WithFirstCalls(row) : row;
            }
        }
    }

    /// <summary>What calls our kernel.</summary>
    public static Action Ours(IElementwiseKernel kernel, ElementwiseOperands operands) =>
        () => kernel.Run(operands.Left, operands.Right, operands.Result);

    private static KernelRow Measure(
        string name, int length, int threads, ElementwiseOperands operands, Action ours, Dictionary<string, Action> peers) =>
        KernelReport.Measure(name, length, threads, () => Copy(operands), ours, peers);

    // In processes of their own, for kernels that are measured so; peers are entered under their name with "Cold".
    private static KernelRow WithFirstCalls(KernelRow row)
    {
        var peers = new Dictionary<string, double>(row.Peers);
        foreach (var (library, name) in s_firstCalls.Value.Where(kernel => kernel.Name == row.Kernel))
        {
            double cold = row.N * 1e-3 / StartProgram.JustInTime.FirstCall(library, name).NextMicros;
            if (library == "simdgrad")
                row = row with { Cold = cold };
            else if (peers.ContainsKey(library))
                peers[library + "Cold"] = cold;
        }
        return row with { Peers = peers };
    }

    private static void Copy(ElementwiseOperands operands) => operands.Left.CopyTo(operands.Result);

    private static Dictionary<string, Action> Peers(
        string kernel, ElementwiseOperands operands, IReadOnlyList<IElementwisePeer> peers)
    {
        var found = new Dictionary<string, Action>();
        foreach (var peer in peers)
            if (peer.Prepare(kernel, operands) is { } action)
                found.Add(peer.Name, action);
        return found;
    }
}
