using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>log(1 + x) for x in [0, 1], with little or no reduction of its argument.</summary>
    /// <remarks>At most 2 ULP.</remarks>
    [MethodImpl(Inline)]
    internal static V Log1pOfUnit<V>(V x) where V : struct, IVec<V> =>
        V.IsDual ? V.Chain<Log1pFunction>(x) : V.IsDouble ? Log1pOfUnit64(x) : Log1pOfUnit32(x);

    // From 1/2 on, 1 + x = 2 (1 + (x - 1) / 2).
    [MethodImpl(Inline)]
    private static V Log1pOfUnit64<V>(V x) where V : struct, IVec<V>
    {
        var large = x >= V.Of(0.5);
        var f = V.Select(large, V.Fma(x, V.Of(0.5), V.Of(-0.5)), x);
        return LogOfScaled(f, V.Select(large, V.One, V.Zero));
    }

    // (log(1 + x) - x) / x^2 by Estrin's scheme: its loops wait for the longest chain. Relative to log(1 + x), x + x^2 times this
    // errs by at most 7.0e-9.
    [MethodImpl(Inline)]
    private static V Log1pOfUnit32<V>(V x) where V : struct, IVec<V>
    {
        V square = x * x, fourth = square * square;
        var low = V.Fma(V.Of(0.333304644), x, V.Of(-0.499999315));
        low = V.Fma(V.Fma(V.Of(0.196922407), x, V.Of(-0.24958019)), square, low);
        var high = V.Fma(V.Of(0.106640294), x, V.Of(-0.153459474));
        high = V.Fma(V.Fma(V.Of(0.0201068614), x, V.Of(-0.057493262)), square, high);
        high = V.Fma(V.Of(-0.00329478225), fourth, high);
        return V.Fma(square, V.Fma(high, fourth, low), x);
    }
}
