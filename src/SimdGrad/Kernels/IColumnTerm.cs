using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// What a fold down columns folds: a value for each row and column, as <see cref="ITerm{T}"/> has for an index.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IColumnTerm<T> where T : unmanaged
{
    /// <summary>Whether a value costs little more than its load, so that joining them is what takes the time.</summary>
    static abstract bool IsCheap { get; }

    /// <summary>The values of a row at <paramref name="column"/> and the following columns, a whole vector.</summary>
    V At<V>(nint row, nint column) where V : struct, IVec<V, T>;

    /// <summary>
    /// The values at the <paramref name="count"/> columns from <paramref name="column"/> on; other lanes are ignored.
    /// </summary>
    V AtPartial<V>(nint row, nint column, int count) where V : struct, IVec<V, T>;
}
