using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Keeps the state of optimizers out of the denormal numbers, with which processors compute many times slower: averages that
/// decay would stay there for good, since the last of them rounds to itself.
/// </summary>
internal static class Tiny
{
    // 2^-116 and 2^-1012: so far above the smallest normal numbers that a thousandth of it is still normal. Their square roots.
    private const double Gradient32 = 1.2037062152420224e-35, Gradient64 = 2.2784756311113742e-305;
    private const double Root32 = 3.469446951953614e-18, Root64 = 4.7733380679681323e-153;
    private const double Normal32 = 1.1754943508222875e-38, Normal64 = 2.2250738585072014e-308;

    /// <summary>A gradient, 0 where it is so small that its share of an average would be denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gradient<V>(V x) where V : struct, IVec<V> =>
        V.Select(V.Abs(x) < V.Of(Gradient32, Gradient64), V.Zero, x);

    /// <summary>decay * average + share * x, 0 where that is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Average<V>(V average, V decay, V share, V x) where V : struct, IVec<V> =>
        Flush(V.Fma(decay, average, share * x));

    /// <summary>decay * average + share * x^2, 0 where that is denormal, as is an x whose square is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AverageSquare<V>(V average, V decay, V share, V x) where V : struct, IVec<V>
    {
        x = V.Select(V.Abs(x) < V.Of(Root32, Root64), V.Zero, x);
        return Flush(V.Fma(decay, average, share * x * x));
    }

    /// <summary>x, 0 where it is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Flush<V>(V x) where V : struct, IVec<V> =>
        V.Select(V.Abs(x) < V.Of(Normal32, Normal64), V.Zero, x);

    /// <summary>1 with the sign of x; x itself where it is 0 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sign<V>(V x) where V : struct, IVec<V> => V.Select(V.Abs(x) > V.Zero, V.CopySign(V.One, x), x);
}
