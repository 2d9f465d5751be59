using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>An elementwise function of both operands.</summary>
internal sealed class BinaryKernel<TOp> : IElementwiseKernel where TOp : struct, IBinaryOp
{
    /// <inheritdoc/>
    public void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result) =>
        Zip.Forward<TOp, float>(left, right, result);
}
