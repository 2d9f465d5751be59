using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A function of the elements of one or two rows, and of two numbers that were found from the rows before.</summary>
internal interface IRowFormula
{
    /// <summary>Whether <see cref="Of{V}"/> reads b.</summary>
    static abstract bool ReadsSecond { get; }

    /// <summary>The value for an element a of the first row and b of the second; p and q are the numbers of the row.</summary>
    static abstract V Of<V>(V a, V b, V p, V q) where V : struct, IVec<V>;
}
