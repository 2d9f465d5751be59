using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>An elementwise function of the left operand.</summary>
internal sealed class UnaryKernel<TOp> : IElementwiseKernel where TOp : struct, IUnaryOp
{
    /// <inheritdoc/>
    public void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result) =>
        Map.Forward<TOp, float>(left, result);
}
