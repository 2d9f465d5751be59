using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>The kernels of the report: the sum, and every elementwise function that the library has.</summary>
internal static class ElementwiseKernels
{
    /// <summary>The kernels by name.</summary>
    public static IReadOnlyDictionary<string, IElementwiseKernel> All { get; } =
        OpTypes.Adapt<IElementwiseKernel>(typeof(IUnaryOp), typeof(UnaryKernel<>)).Where(kernel => kernel.Name != "identity")
            .Concat(OpTypes.Adapt<IElementwiseKernel>(typeof(IBinaryOp), typeof(BinaryKernel<>)))
            .Append(("sum", new SumKernel()))
            .ToDictionary(kernel => kernel.Item1, kernel => kernel.Item2);

    /// <summary>What is measured by: a copy of the left operand.</summary>
    public const string Copy = "copy";
}
