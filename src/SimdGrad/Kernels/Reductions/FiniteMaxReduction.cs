using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The pivot of log-sum-exp: the maximum; 0 if that is infinite or NaN, so that x - pivot stays what x is.</summary>
internal readonly struct FiniteMaxReduction : IReduction
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V> =>
        V.Select(V.Abs(joined) < V.Of(double.PositiveInfinity), joined, V.Zero);
}
