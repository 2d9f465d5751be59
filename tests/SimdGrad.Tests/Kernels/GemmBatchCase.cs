namespace SimdGrad.Tests.Kernels;

/// <summary>A batch of products of one shape; the bias of <paramref name="Gemm"/> is not used.</summary>
/// <param name="Count">The number of products.</param>
/// <param name="Gemm">The product; its gap also stands between two matrices.</param>
public readonly record struct GemmBatchCase(int Count, GemmCase Gemm)
{
    /// <summary>Whether one A stands for all.</summary>
    public bool SharedA { get; init; }

    /// <summary>Whether one B stands for all.</summary>
    public bool SharedB { get; init; }

    /// <summary>Whether the rows of C stand beside the same rows of the others, not the matrices one after the other.</summary>
    public bool SideBySide { get; init; }
}
