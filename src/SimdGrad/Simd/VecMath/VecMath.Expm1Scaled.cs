using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

public static partial class VecMath
{
    /// <summary>
    /// e^x 2^-n - 1, in [-0.3, 0.42], with the n that belongs to it. What is to be multiplied by e^x has its product with
    /// this added to it, and is scaled last: then little is rounded, and a denormal result once.
    /// </summary>
    /// <remarks>
    /// For x from -112 to 89 (float), -756 to 710 (double), and NaN; less where n goes to <see cref="ScaleOrVanish"/>.
    /// </remarks>
    [MethodImpl(Inline)]
    internal static V Expm1Scaled<V>(V x, out V n) where V : struct, IVec<V>
    {
        if (V.IsDual)
        {
            n = V.Zero;
            return Expm1(x);
        }
        return Expm1Reduced(ReduceByLn2(x, out n));
    }

    /// <summary>The same of x + <paramref name="rest"/>, for a rest below the precision of x.</summary>
    [MethodImpl(Inline)]
    internal static V Expm1Scaled<V>(V x, V rest, out V n) where V : struct, IVec<V>
    {
        if (V.IsDual)
        {
            n = V.Zero;
            return Expm1(x + rest);
        }
        return Expm1Reduced(ReduceByLn2(x, rest, out n));
    }
}
