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
        return ScaleOrVanish(ExpReduced(ReduceByLn2(x, out var n)), n);
    }
}
