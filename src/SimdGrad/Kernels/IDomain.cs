using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The numbers that are valid in some place.</summary>
internal interface IDomain
{
    /// <summary>As an error message names it; null if every value is valid, NaN included.</summary>
    static abstract string? Name { get; }

    /// <summary>The mask of the valid lanes.</summary>
    static abstract V Contains<V>(V x) where V : struct, IVec<V>;
}
