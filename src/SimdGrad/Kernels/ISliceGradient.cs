using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The derivative of a reduction by each of its elements, from what is known of the slice.</summary>
internal interface ISliceGradient
{
    /// <summary>Whether <see cref="Of{V}"/> reads x.</summary>
    static abstract bool ReadsInput { get; }

    /// <summary>Whether <see cref="Of{V}"/> reads p.</summary>
    static abstract bool ReadsSlice { get; }

    /// <summary>
    /// dx of the element x, where p is what the reduction kept of its slice and dy the gradient, times a factor.
    /// </summary>
    static abstract V Of<V>(V x, V p, V dy) where V : struct, IVec<V>;
}
