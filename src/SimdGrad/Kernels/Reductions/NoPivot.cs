using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>In place of a pivot where terms depend on none; never computed.</summary>
internal readonly struct NoPivot : IReduction
{
    public static bool IsCheap => true;

    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => x;

    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => joined;
}
