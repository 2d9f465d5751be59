using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>(1 + x)^2 for x in [0, 1], rounded but once, nearly: with what the rounding of 1 + x leaves out.</summary>
    [MethodImpl(Inline)]
    internal static V SquareOfOnePlus<V>(V x) where V : struct, IVec<V>
    {
        V sum = V.One + x, rest = x - (sum - V.One);
        return V.Fma(sum, sum, (sum + sum) * rest);
    }
}
