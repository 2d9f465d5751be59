namespace SimdGrad.Bench;

/// <summary>A call of a kernel: what <see cref="IElementwiseKernel.Run"/> does.</summary>
internal delegate void ElementwiseCall(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result);
