using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>a / (1 + x) for x in [0, 1] and |a| at most 1, 1 + x being rounded.</summary>
    /// <remarks>
    /// At most 1 ULP in float, where eight operations take less time than a division of 512 bits; in double it is one.
    /// </remarks>
    [MethodImpl(Inline)]
    internal static V DivideByOnePlusUnit<V>(V a, V x) where V : struct, IVec<V>
    {
        var divisor = V.One + x;
        if (V.IsDouble)
            return a / divisor;
        // A minimax parabola is within 1.1e-2 of the inverse, Halley's step within 1.1e-6, and Newton's rounds.
        var inverse = V.Fma(V.Fma(V.Of(0.323232144), x, V.Of(-0.808080673)), x, V.Of(0.98989898));
        var error = V.Fma(-divisor, inverse, V.One);
        inverse = V.Fma(inverse, V.Fma(error, error, error), inverse);
        var quotient = a * inverse;
        return V.Fma(V.Fma(-divisor, quotient, a), inverse, quotient);
    }
}
