using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>e^x for x at most 0, or NaN: the bits of <see cref="Exp{V}"/>, which also guards against overflow.</summary>
    [MethodImpl(Inline)]
    internal static V ExpOfNonPositive<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<ExpFunction>(x);
        x = V.Max(V.Of(-104, -746), x);
        var r = ReduceByLn2(x, out var n);
        var p = V.Fma(ExpTail(r), r, V.One);
        return V.ScaleByPow2(V.Fma(p, r, V.One), n);
    }
}
