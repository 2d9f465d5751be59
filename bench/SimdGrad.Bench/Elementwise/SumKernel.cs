using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>The sum of the left operand.</summary>
internal sealed class SumKernel : IElementwiseKernel
{
    /// <inheritdoc/>
    public void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result) =>
        result[0] = Reduce.Sum(left);
}
