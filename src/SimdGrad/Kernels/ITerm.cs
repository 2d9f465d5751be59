using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>What a fold folds: a value for each index, computed on the way; it may also write a result of its own.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface ITerm<T> where T : unmanaged
{
    /// <summary>Whether a value costs little more than its load, so that joining them is what takes the time.</summary>
    static abstract bool IsCheap { get; }

    /// <summary>The values at <paramref name="i"/> and the following indices, a whole vector.</summary>
    V At<V>(nint i) where V : struct, IVec<V, T>;

    /// <summary>
    /// The values at the <paramref name="count"/> indices from <paramref name="i"/> on; other lanes are ignored.
    /// </summary>
    V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T>;
}
