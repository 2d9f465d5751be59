using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>
    /// (u + uLow) (v + vLow) / (d + dLow)^2 with an error of little more than the rounding of the result, where each low part is
    /// what was rounded away from the other.
    /// </summary>
    [MethodImpl(Inline)]
    internal static V ProductOverSquare<V>(V u, V uLow, V v, V vLow, V d, V dLow) where V : struct, IVec<V>
    {
        V product = u * v, productLow = V.Fma(u, vLow, V.Fma(uLow, v, V.Fms(u, v, product)));
        V square = d * d, squareLow = V.Fma(d + d, dLow, V.Fms(d, d, square));
        V inverse = V.One / square, quotient = product * inverse;
        return V.Fma(V.Fnma(quotient, square, product) + V.Fnma(quotient, squareLow, productLow), inverse, quotient);
    }
}
