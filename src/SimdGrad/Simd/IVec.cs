using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

/// <summary>
/// Arithmetic on a vector of reals. A formula written against this interface knows neither the element type nor the
/// number of lanes, so one text serves float and double at 128, 256 and 512 bits, with equal bits at every width.
/// </summary>
/// <remarks>
/// Every operation acts lane by lane and is exactly defined (IEEE 754, rounding to nearest even), so that results do
/// not depend on the processor. Comparisons give a mask: a lane of all ones where true, all zeros where false, for
/// <see cref="Select"/> and <see cref="Any"/> alone. A NaN operand makes every comparison false.
/// </remarks>
/// <typeparam name="V">The vector type itself.</typeparam>
public interface IVec<V> where V : struct, IVec<V>
{
    /// <summary>True for double precision lanes; a constant to the compiler, so branches on it fold away.</summary>
    static abstract bool IsDouble { get; }

    /// <summary>
    /// Whether lanes are dual numbers; a constant to the compiler. Functions whose formula rounds to integers, which have no
    /// tangent, go by <see cref="Chain{TFunction}(V)"/> then.
    /// </summary>
    static abstract bool IsDual { get; }

    /// <summary>0 in every lane.</summary>
    static abstract V Zero { get; }

    /// <summary>1 in every lane.</summary>
    static abstract V One { get; }

    /// <summary><paramref name="x"/> in every lane, rounded to the element type.</summary>
    static abstract V Of(double x);

    /// <summary>
    /// <paramref name="forSingle"/>, rounded, in lanes of single precision, <paramref name="forDouble"/> in those of double.
    /// </summary>
    static abstract V Of(double forSingle, double forDouble);

    /// <summary>
    /// As <see cref="Of(double)"/>, for what is no constant of the program, and may be converted in each turn of a loop.
    /// </summary>
    static abstract V OfVariable(double x);

    /// <summary>a + b.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>a - b.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>a * b.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>a / b, correctly rounded.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>-a: the sign bit flipped, also of zero.</summary>
    static abstract V operator -(V a);

    /// <summary>Mask of a &lt; b.</summary>
    static abstract V operator <(V a, V b);

    /// <summary>Mask of a &gt; b.</summary>
    static abstract V operator >(V a, V b);

    /// <summary>Mask of a &lt;= b.</summary>
    static abstract V operator <=(V a, V b);

    /// <summary>Mask of a &gt;= b.</summary>
    static abstract V operator >=(V a, V b);

    /// <summary><paramref name="mask"/> ? <paramref name="ifTrue"/> : <paramref name="ifFalse"/>.</summary>
    static abstract V Select(V mask, V ifTrue, V ifFalse);

    /// <summary>Whether the mask is true in any lane.</summary>
    static abstract bool Any(V mask);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>a * b - c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Fms(V a, V b, V c) => V.Fma(a, b, -c);

    /// <summary>c - a * b, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Fnma(V a, V b, V c) => V.Fma(-a, b, c);

    /// <summary>
    /// a &gt; b ? a : b. So <paramref name="b"/> where either is NaN or both are zero: <c>Max(bound, x)</c> lets a NaN in x
    /// through. One instruction on x86.
    /// </summary>
    static abstract V Max(V a, V b);

    /// <summary>a &lt; b ? a : b. So <paramref name="b"/> where either is NaN or both are zero.</summary>
    static abstract V Min(V a, V b);

    /// <summary>
    /// The larger of both, NaN if either is, -0 being less than +0: IEEE 754's maximum, in which order does not matter. Slower
    /// than <see cref="Max"/> on x86.
    /// </summary>
    static abstract V Maximum(V a, V b);

    /// <summary>The smaller of both, NaN if either is, -0 being less than +0: IEEE 754's minimum.</summary>
    static abstract V Minimum(V a, V b);

    /// <summary>The absolute value: the sign bit cleared.</summary>
    static abstract V Abs(V a);

    /// <summary>The absolute value of <paramref name="magnitude"/> with the sign bit of <paramref name="sign"/>.</summary>
    static abstract V CopySign(V magnitude, V sign);

    /// <summary>The square root, correctly rounded.</summary>
    static abstract V Sqrt(V a);

    /// <summary>The nearest integer, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>
    /// -x where n is odd, x where it is even, for integral n in [-2^22, 2^22] (float) or [-2^51, 2^51] (double).
    /// </summary>
    static abstract V NegateIfOdd(V x, V n);

    /// <summary>
    /// x * 2^n for integral n in [-252, 252] (float) or [-2000, 2000] (double) and x with 0.5 &lt;= |x| &lt;= 2 or a finite x
    /// whose result is exact: rounded once, also into the denormals; overflow gives infinity. NaN if x is NaN.
    /// </summary>
    static abstract V ScaleByPow2(V x, V n);

    /// <summary>
    /// The same, and 0 where n is less than <paramref name="least"/>, however small n is and whatever x is there, without
    /// computing what underflows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V ScaleByPow2(V x, V n, V least)
    {
        V vanishes = n < least;
        return V.ScaleByPow2(V.Select(vanishes, V.Zero, x), V.Select(vanishes, V.Zero, n));
    }

    /// <summary>
    /// The same for n up to 0, which takes less where there is no instruction for it; no product of x with 2^50 overflows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V ScaleDown(V x, V n, V least) => V.ScaleByPow2(x, n, least);

    /// <summary>2^n for integral n in [-126, 127] (float) or [-1022, 1023] (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Pow2(V n) => V.ScaleByPow2(V.One, n);

    /// <summary>
    /// 2^n for integral n up to 77, and 0 where n is less than <paramref name="least"/>, which is not beyond the denormals.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Pow2(V n, V least) => V.ScaleByPow2(V.One, n, least);

    /// <summary>
    /// m with 0.75 &lt;= |m| &lt; 1.5 and an integral exponent such that x = m * 2^exponent, for finite, non-zero x, denormals
    /// included. Unspecified for others.
    /// </summary>
    static abstract V Split(V x, out V exponent);

    /// <summary>
    /// The power of two 2^-exponent with 0.75 &lt;= x * 2^-exponent &lt; 1.5, for finite x from 2^-100 on. Unspecified for
    /// others.
    /// </summary>
    static abstract V InversePow2(V x, out V exponent);

    /// <summary>
    /// Of a table of eight numbers, for each x the one of its half octave: the first for x in [2, 3), then those for [3, 4), [4,
    /// 6), [6, 8), [8, 12), [12, 16), [16, 24) and [24, 32). Unspecified for others. In single precision alone.
    /// </summary>
    /// <exception cref="NotSupportedException">The lanes are not of single precision.</exception>
    static virtual V OfHalfOctave(V x, float t0, float t1, float t2, float t3, float t4, float t5, float t6, float t7) =>
        throw new NotSupportedException("The table is for single precision.");

    /// <summary>
    /// y, which is log x, but where x is no positive finite number the limit: -infinity for 0 of either sign, NaN below,
    /// +infinity for itself, NaN for NaN.
    /// </summary>
    static abstract V FixLog(V y, V x);

    /// <summary>f(x) with the tangent f'(x) times that of x; for vectors of dual numbers alone.</summary>
    /// <exception cref="NotSupportedException">The lanes have no tangents.</exception>
    static virtual V Chain<TFunction>(V x) where TFunction : struct, IVecFunction =>
        throw new NotSupportedException("The lanes have no tangents.");

    /// <summary>f(a, b) with its tangent by the chain rule; for vectors of dual numbers alone.</summary>
    /// <exception cref="NotSupportedException">The lanes have no tangents.</exception>
    static virtual V Chain<TFunction>(V a, V b) where TFunction : struct, IVecFunction2 =>
        throw new NotSupportedException("The lanes have no tangents.");
}
