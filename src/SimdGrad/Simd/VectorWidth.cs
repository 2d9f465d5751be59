namespace SimdGrad.Simd;

/// <summary>The width of the vectors that the kernels run on. Results are equal to the bit on all of them.</summary>
public enum VectorWidth
{
    /// <summary>128 bits: SSE, NEON, or scalar code.</summary>
    V128 = 1,

    /// <summary>256 bits: AVX2 with FMA.</summary>
    V256 = 2,

    /// <summary>512 bits: AVX-512.</summary>
    V512 = 3,
}
