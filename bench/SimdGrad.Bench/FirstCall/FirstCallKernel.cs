namespace SimdGrad.Bench;

/// <summary>A kernel whose first call in a process is measured.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Library">Whose it is.</param>
/// <param name="Prepare">Makes the call, with operands that are in memory, without calling anything of the library.</param>
internal sealed record FirstCallKernel(string Name, string Library, Func<Action> Prepare)
{
    /// <summary>The name of this library in the reports.</summary>
    public const string Ours = "simdgrad";

    /// <summary>What is measured: a product, the functions that the targets name with their peers, two losses.</summary>
    public static IReadOnlyList<FirstCallKernel> All { get; } =
    [
        new("gemm 256x256x256", Ours, () => Gemm(new(256, 256, 256))),
        .. ElementwiseKernels.Targeted.SelectMany(Elementwise),
        Loss("softmaxCrossEntropy", 256, 1000),
        Loss("binaryCrossEntropyWithLogits", 4096, 1),
    ];

    private static Action Gemm(GemmSize size)
    {
        var buffers = new StaggeredBuffers<float>(size.M * size.K, size.K * size.N, size.M * size.N);
        return () => GemmContestants<float>.Multiply(size, buffers, false, false);
    }

    private static IEnumerable<FirstCallKernel> Elementwise(string kernel)
    {
        var peer = new TensorPrimitivesPeer();
        yield return new(
            kernel, Ours,
            () => ElementwiseReport.Ours(ElementwiseKernels.All[kernel], new ElementwiseOperands(ElementwiseReport.ColdLength)));
        yield return new(
            kernel, peer.Name, () => peer.Prepare(kernel, new ElementwiseOperands(ElementwiseReport.ColdLength))!);
    }

    private static FirstCallKernel Loss(string name, int rows, int columns) => new(name, Ours, () =>
    {
        var kernel = LossReport.All.First(loss => loss.Name == name).Kernel;
        var operands = new LossOperands(rows, columns);
        return () => kernel.Run(operands);
    });
}
