using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The squared distances from the pivot, the mean, divided: the variance.</summary>
internal readonly struct SquaredDeviationReduction : IReduction
{
    public static bool IsCheap => true;

    public static bool HasPivot => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V>
    {
        V d = x - pivot;
        return d * d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => joined / divisor;
}
