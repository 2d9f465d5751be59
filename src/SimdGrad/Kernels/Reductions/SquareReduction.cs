using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The root of the sum of squares of scaled elements, scaled back: the L2 norm of very large or small ones. The pivot is the
/// scale, a power of two.
/// </summary>
internal readonly struct SquareReduction : IReduction
{
    public static bool IsCheap => true;

    public static bool HasPivot => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V>
    {
        V scaled = x * pivot;
        return scaled * scaled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> => V.Sqrt(joined) / pivot;
}
