using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The pivot of the L2 norm: the power of two that brings the largest magnitude to about 1.</summary>
internal readonly struct ScaleReduction : IReduction
{
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Term<V>(V x, V pivot) where V : struct, IVec<V> => V.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V joined, V pivot, V divisor) where V : struct, IVec<V>
    {
        // The power and its inverse are normal numbers.
        V limit = V.Of(126, 1022);
        V.Split(joined, out V exponent);
        exponent = V.Min(V.Max(exponent, -limit), limit);
        V ordinary = V.Select(joined > V.Zero, joined < V.Of(double.PositiveInfinity), V.Zero);
        return V.Select(ordinary, V.Pow2(-exponent), V.One);
    }
}
