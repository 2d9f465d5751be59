using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>
    /// e^x 2^-n, in [0.7, 1.42], with the n that belongs to it. What is to be multiplied by e^x is multiplied by this, and scaled
    /// last: then a denormal result is rounded once.
    /// </summary>
    /// <remarks>At most 1 ULP. Below -110 (float), -754 (double), x counts as that, above 89, 710 as that.</remarks>
    [MethodImpl(Inline)]
    internal static V ExpScaled<V>(V x, out V n) where V : struct, IVec<V>
    {
        if (V.IsDual)
        {
            n = V.Zero;
            return Exp(x);
        }
        var r = ReduceByLn2(V.Max(V.Of(-110, -754), V.Min(V.Of(89, 710), x)), out n);
        return V.Fma(V.Fma(ExpTail(r), r, V.One), r, V.One);
    }
}
