using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The operation that a fold joins two partial results with.</summary>
internal interface ICombine
{
    /// <summary>The value that leaves any other unchanged.</summary>
    static abstract double Identity { get; }

    /// <summary>Joins lane by lane.</summary>
    static abstract V Of<V>(V a, V b) where V : struct, IVec<V>;

    /// <summary>Joins two numbers, as <see cref="Of{V}"/> joins lanes.</summary>
    static abstract T OfScalars<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
