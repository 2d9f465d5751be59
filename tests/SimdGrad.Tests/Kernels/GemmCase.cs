namespace SimdGrad.Tests.Kernels;

/// <summary>One matrix product: sizes, layout, and what is to happen to the result.</summary>
public readonly record struct GemmCase(int M, int N, int K)
{
    /// <summary>Whether A, B are given as the transpose of what is in memory.</summary>
    public bool TransposeA { get; init; }

    /// <inheritdoc cref="TransposeA"/>
    public bool TransposeB { get; init; }

    /// <summary>How much longer than a row the distance of two rows is, in each operand.</summary>
    public int Gap { get; init; }

    public bool Accumulate { get; init; }

    public bool Bias { get; init; }

    public int Seed { get; init; }

    /// <summary>The four combinations of transposed operands.</summary>
    public IEnumerable<GemmCase> Transposes()
    {
        yield return this with { TransposeA = false, TransposeB = false };
        yield return this with { TransposeA = false, TransposeB = true };
        yield return this with { TransposeA = true, TransposeB = false };
        yield return this with { TransposeA = true, TransposeB = true };
    }
}
