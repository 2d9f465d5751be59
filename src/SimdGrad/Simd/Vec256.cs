using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FmaX86 = System.Runtime.Intrinsics.X86.Fma;

namespace SimdGrad.Simd;

/// <summary>A vector of 256 bits: 8 float or 4 double lanes. Without AVX2 the runtime makes it of two halves.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly partial struct Vec256<T> : IVec<Vec256<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Made of hardware vectors by BitCast, and in branches rather than conditional expressions: a constructor, a property or a
    // conditional takes further local variables of the method that it is inlined into, of which the compiler tracks so many.
    private readonly Vector256<T> _v;

    [MethodImpl(Inline)]
    private Vec256(Vector256<T> v) => _v = v;

    /// <inheritdoc/>
    public static bool IsDouble
    {
        [MethodImpl(Inline)]
        get => typeof(T) == typeof(double);
    }

    /// <inheritdoc/>
    public static bool IsDual
    {
        [MethodImpl(Inline)]
        get => false;
    }

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector256<T>.Count;
    }

    /// <inheritdoc/>
    public static Vec256<T> Zero
    {
        [MethodImpl(Inline)]
        get => Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256<T>.Zero);
    }

    /// <inheritdoc/>
    public static Vec256<T> One
    {
        [MethodImpl(Inline)]
        get => Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256<T>.One);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Of(double x)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(Vector256.Create(x));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(Vector256.Create((float)x));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Of(double forSingle, double forDouble)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(Vector256.Create(forDouble));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(Vector256.Create((float)forSingle));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> OfVariable(double x)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(Vector256.Create(x));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(Vector256.Create(Ieee754.ToSingle(x)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Splat(T x) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.Create(x));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void AddProduct(ref Vec256<T> sum, Vec256<T> factor, Vec256<T> x)
    {
        if (typeof(T) == typeof(double))
            Unsafe.As<Vec256<T>, Vector256<double>>(ref sum) =
                Vector256.FusedMultiplyAdd(factor._v.AsDouble(), x._v.AsDouble(), sum._v.AsDouble());
        else
            Unsafe.As<Vec256<T>, Vector256<float>>(ref sum) =
                Vector256.FusedMultiplyAdd(factor._v.AsSingle(), x._v.AsSingle(), sum._v.AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator +(Vec256<T> a, Vec256<T> b) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(a._v + b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator -(Vec256<T> a, Vec256<T> b) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(a._v - b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator *(Vec256<T> a, Vec256<T> b) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(a._v * b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator /(Vec256<T> a, Vec256<T> b) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(a._v / b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator -(Vec256<T> a) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(-a._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator <(Vec256<T> a, Vec256<T> b) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.LessThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator >(Vec256<T> a, Vec256<T> b) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.GreaterThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator <=(Vec256<T> a, Vec256<T> b) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.LessThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> operator >=(Vec256<T> a, Vec256<T> b) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.GreaterThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Select(Vec256<T> mask, Vec256<T> ifTrue, Vec256<T> ifFalse) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.ConditionalSelect(mask._v, ifTrue._v, ifFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static bool Any(Vec256<T> mask) => Vector256.ExtractMostSignificantBits(mask._v) != 0;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Fma(Vec256<T> a, Vec256<T> b, Vec256<T> c)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                Vector256.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(
            Vector256.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Fms(Vec256<T> a, Vec256<T> b, Vec256<T> c)
    {
        if (FmaX86.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                    FmaX86.MultiplySubtract(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
            return Unsafe.BitCast<Vector256<float>, Vec256<T>>(
                FmaX86.MultiplySubtract(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
        }
        return Fma(a, b, -c);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Fnma(Vec256<T> a, Vec256<T> b, Vec256<T> c)
    {
        if (FmaX86.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                    FmaX86.MultiplyAddNegated(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
            return Unsafe.BitCast<Vector256<float>, Vec256<T>>(
                FmaX86.MultiplyAddNegated(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
        }
        return Fma(-a, b, c);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Max(Vec256<T> a, Vec256<T> b) =>
        X86Base.IsSupported ? Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.MaxNative(a._v, b._v)) : Select(a > b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Min(Vec256<T> a, Vec256<T> b) =>
        X86Base.IsSupported ? Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.MinNative(a._v, b._v)) : Select(a < b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Maximum(Vec256<T> a, Vec256<T> b) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.Max(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Minimum(Vec256<T> a, Vec256<T> b) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.Min(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Abs(Vec256<T> a) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.Abs(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> CopySign(Vec256<T> magnitude, Vec256<T> sign)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                Vector256.ConditionalSelect(Vector256.Create(-0.0), sign._v.AsDouble(), magnitude._v.AsDouble()));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(
            Vector256.ConditionalSelect(Vector256.Create(-0.0f), sign._v.AsSingle(), magnitude._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Sqrt(Vec256<T> a) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.Sqrt(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Round(Vec256<T> a)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(Vector256.Round(a._v.AsDouble()));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(Vector256.Round(a._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> NegateIfOdd(Vec256<T> x, Vec256<T> n)
    {
        // The lowest bit of the sum is that of n.
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<long>, Vec256<T>>(
                x._v.AsInt64() ^ ((n._v.AsDouble() + Vector256.Create(Ieee754.Integer64)).AsInt64() << 63));
        return Unsafe.BitCast<Vector256<int>, Vec256<T>>(
            x._v.AsInt32() ^ ((n._v.AsSingle() + Vector256.Create((float)Ieee754.Integer32)).AsInt32() << 31));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> ScaleByPow2(Vec256<T> x, Vec256<T> n)
    {
        // In two steps, as 2^n alone may be out of range. The low bits of "half" are n / 2 + bias, those of "whole"
        // n + 2 * bias, so their difference is (n - n / 2) + bias: the exponent fields of the two factors.
        if (typeof(T) == typeof(double))
        {
            var half = Vector256.FusedMultiplyAdd(
                n._v.AsDouble(), Vector256.Create(0.5), Vector256.Create(Ieee754.Integer64 + 1023)).AsInt64();
            var whole = (n._v.AsDouble() + Vector256.Create(Ieee754.Integer64 + 2 * 1023)).AsInt64();
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                x._v.AsDouble() * (half << 52).AsDouble() * ((whole - half) << 52).AsDouble());
        }
        else
        {
            var half = Vector256.FusedMultiplyAdd(
                n._v.AsSingle(), Vector256.Create(0.5f), Vector256.Create((float)Ieee754.Integer32 + 127)).AsInt32();
            var whole = (n._v.AsSingle() + Vector256.Create((float)Ieee754.Integer32 + 2 * 127)).AsInt32();
            return Unsafe.BitCast<Vector256<float>, Vec256<T>>(
                x._v.AsSingle() * (half << 23).AsSingle() * ((whole - half) << 23).AsSingle());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> ScaleDown(Vec256<T> x, Vec256<T> n, Vec256<T> least)
    {
        // By a power that is normal where this one is not: what that leaves exact the second factor rounds.
        var vanishes = n < least;
        return Select(vanishes, Zero, x) * Select(vanishes, Zero, Power(n, 127 + 50, 1023 + 500))
            * Of(1.0 / (1L << 50), 1 / Ieee754.Pow500);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Pow2(Vec256<T> n) => Power(n, 127, 1023);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Pow2(Vec256<T> n, Vec256<T> least) =>
        Select(n < least, Zero, Power(n, 127 + 50, 1023 + 500)) * Of(1.0 / (1L << 50), 1 / Ieee754.Pow500);

    // The low bits of the sum are the exponent field.
    [MethodImpl(Inline)]
    private static Vec256<T> Power(Vec256<T> n, int bias32, int bias64)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<long>, Vec256<T>>(
                (n._v.AsDouble() + Vector256.Create(Ieee754.Integer64 + bias64)).AsInt64() << 52);
        return Unsafe.BitCast<Vector256<int>, Vec256<T>>(
            (n._v.AsSingle() + Vector256.Create((float)Ieee754.Integer32 + bias32)).AsInt32() << 23);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Split(Vec256<T> x, out Vec256<T> exponent)
    {
        // The difference of the bits to those of 0.75 is the exponent, in its field, and the mantissa below it. Put into the
        // mantissa of 2^52 (2^23), the biased exponent becomes a number by subtraction alone; subtracted from the bits of x,
        // the unbiased one divides by the power of two.
        if (typeof(T) == typeof(double))
        {
            var tiny = Vector256.LessThan(Vector256.Abs(x._v.AsDouble()), Vector256.Create(Ieee754.MinNormal64));
            var normal = Vector256.ConditionalSelect(
                tiny, x._v.AsDouble() * Vector256.Create(Ieee754.DenormalScale), x._v.AsDouble());
            var field = (Vector256.Abs(normal).AsInt64() + Vector256.Create(Ieee754.ThreeQuartersToOne64)) >>> 52;
            var bias = Vector256.ConditionalSelect(
                tiny, Vector256.Create(Ieee754.Pow52 + 1023 + Ieee754.DenormalShift), Vector256.Create(Ieee754.Pow52 + 1023));
            exponent = Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                (field | Vector256.Create(Ieee754.Pow52).AsInt64()).AsDouble() - bias);
            return Unsafe.BitCast<Vector256<long>, Vec256<T>>(normal.AsInt64() + ((Vector256.Create(1023L) - field) << 52));
        }
        else
        {
            var tiny = Vector256.LessThan(Vector256.Abs(x._v.AsSingle()), Vector256.Create((float)Ieee754.MinNormal32));
            var normal = Vector256.ConditionalSelect(
                tiny, x._v.AsSingle() * Vector256.Create((float)Ieee754.DenormalScale), x._v.AsSingle());
            var field = (Vector256.Abs(normal).AsInt32() + Vector256.Create(Ieee754.ThreeQuartersToOne32)) >>> 23;
            var bias = Vector256.ConditionalSelect(
                tiny,
                Vector256.Create(Ieee754.Pow23 + 127 + (float)Ieee754.DenormalShift),
                Vector256.Create(Ieee754.Pow23 + 127));
            exponent = Unsafe.BitCast<Vector256<float>, Vec256<T>>(
                (field | Vector256.Create(Ieee754.Pow23).AsInt32()).AsSingle() - bias);
            return Unsafe.BitCast<Vector256<int>, Vec256<T>>(normal.AsInt32() + ((Vector256.Create(127) - field) << 23));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> InversePow2(Vec256<T> x, out Vec256<T> exponent)
    {
        // The bits less those of 0.75 have the exponent in its field. The result may be denormal, but not four times the result.
        if (typeof(T) == typeof(double))
        {
            var bits = x._v.AsInt64() + Vector256.Create(Ieee754.ThreeQuartersToOne64);
            exponent = Unsafe.BitCast<Vector256<double>, Vec256<T>>(
                ((bits >>> 52) | Vector256.Create(Ieee754.Pow52).AsInt64()).AsDouble() - Vector256.Create(Ieee754.Pow52 + 1023));
            var four = Vector256.Create(long.MinValue) - (bits & Vector256.Create(2047L << 52));
            return Unsafe.BitCast<Vector256<double>, Vec256<T>>(four.AsDouble() * Vector256.Create(0.25));
        }
        else
        {
            var bits = x._v.AsInt32() - Vector256.Create(Ieee754.ThreeQuarters32);
            exponent = Unsafe.BitCast<Vector256<float>, Vec256<T>>(Vector256.ConvertToSingle(bits >> 23));
            var four = Vector256.Create((127 + 2) << 23) - (bits & Vector256.Create(-1 << 23));
            return Unsafe.BitCast<Vector256<float>, Vec256<T>>(four.AsSingle() * Vector256.Create(0.25f));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> OfHalfOctave(
        Vec256<T> x, float t0, float t1, float t2, float t3, float t4, float t5, float t6, float t7)
    {
        if (typeof(T) != typeof(float))
            throw new NotSupportedException("The table is for single precision.");
        // The low three bits of the exponent and the first digit behind the point; permutations read no others.
        var index = x._v.AsInt32() >>> 22;
        var table = Vector256.Create(t0, t1, t2, t3, t4, t5, t6, t7);
        if (Avx2.IsSupported)
            return Unsafe.BitCast<Vector256<float>, Vec256<T>>(Avx2.PermuteVar8x32(table, index));
        return Unsafe.BitCast<Vector256<float>, Vec256<T>>(Vector256.Shuffle(table, index & Vector256.Create(7)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> FixLog(Vec256<T> y, Vec256<T> x)
    {
        y = Select(x <= Zero, Of(double.NegativeInfinity), y);
        y = Select(x < Zero, Of(double.NaN), y);
        return Select(x < Of(double.PositiveInfinity), y, x);
    }
}
