namespace SimdGrad.Bench;

/// <summary>A kernel that is a call of a method.</summary>
internal sealed class CallKernel(ElementwiseCall call) : IElementwiseKernel
{
    /// <inheritdoc/>
    public void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result) => call(left, right, result);
}
