using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>log(1 + x) for x in [0, 1], without a reduction of its argument.</summary>
    /// <remarks>At most 2 ULP; in double it is <see cref="Log1p{V}"/>.</remarks>
    [MethodImpl(Inline)]
    internal static V Log1pOfUnit<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDouble)
            return Log1p(x);
        // (log(1 + x) - x) / x^2. Relative to log(1 + x), x + x^2 times this errs by at most 7.0e-9.
        var p = V.Fma(V.Of(-0.00329478225), x, V.Of(0.0201068614));
        p = V.Fma(p, x, V.Of(-0.057493262));
        p = V.Fma(p, x, V.Of(0.106640294));
        p = V.Fma(p, x, V.Of(-0.153459474));
        p = V.Fma(p, x, V.Of(0.196922407));
        p = V.Fma(p, x, V.Of(-0.24958019));
        p = V.Fma(p, x, V.Of(0.333304644));
        p = V.Fma(p, x, V.Of(-0.499999315));
        return V.Fma(x * x, p, x);
    }
}
