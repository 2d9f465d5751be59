using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>e^x - 1, without the cancellation for small x.</summary>
    /// <remarks>
    /// At most 2 ULP. expm1(+-0) = +-0, expm1(-inf) = -1, expm1(+inf) = +inf, expm1(NaN) = NaN.
    /// </remarks>
    [MethodImpl(Inline)]
    [MaxUlp(2)]
    public static V Expm1<V>(V x) where V : struct, IVec<V>
    {
        if (V.IsDual)
            return V.Chain<Expm1Function>(x);
        // Below the lower bound the result is -1, past the upper one infinity.
        var r = ReduceByLn2(V.Max(V.Of(-20, -40), V.Min(V.Of(89, 710), x)), out var n);
        // e^x - 1 = 2^n ((e^r - 1) + (1 - 2^-n)): 2^n itself may overflow where e^x does not. A 2^-n that is denormal, and would
        // take long to compute, is nothing beside 1.
        var y = V.ScaleByPow2(Expm1Reduced(r) + (V.One - V.Pow2(V.Max(V.Of(-100), -n))), n);
        return V.CopySign(y, x);
    }

    private readonly struct Expm1Function : IVecFunction
    {
        public static V Value<V>(V x) where V : struct, IVec<V> => Expm1(x);

        public static V Slope<V>(V x, V y) where V : struct, IVec<V> => Exp(x);
    }
}
