namespace SimdGrad.Bench;

/// <summary>A kernel that gives an element, or one number, for each element of its operands.</summary>
internal interface IElementwiseKernel
{
    /// <summary>One call.</summary>
    void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result);
}
