using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// How the elements x[i] along an axis become one number: finish(join_i term(x[i])). Term and finish may depend on a pivot, which
/// is another reduction of the same elements: their maximum or mean.
/// </summary>
internal interface IReduction
{
    /// <summary>Whether a term costs little more than its load, so that joining them is what takes the time.</summary>
    static abstract bool IsCheap { get; }

    /// <summary>Whether terms depend on the pivot.</summary>
    static virtual bool HasPivot => false;

    /// <summary>What is joined.</summary>
    static abstract V Term<V>(V x, V pivot) where V : struct, IVec<V>;

    /// <summary>The result.</summary>
    /// <param name="joined">The terms joined.</param>
    /// <param name="pivot">The pivot.</param>
    /// <param name="divisor">The number of elements, or what takes its place.</param>
    static abstract V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V>;
}
