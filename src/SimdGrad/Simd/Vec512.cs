using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>A vector of 512 bits: 16 float or 8 double lanes. Without AVX-512 the runtime makes it of two halves.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly partial struct Vec512<T> : IVec<Vec512<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Made of hardware vectors by BitCast, and in branches rather than conditional expressions: a constructor, a property or a
    // conditional takes further local variables of the method that it is inlined into, of which the compiler tracks so many.
    private readonly Vector512<T> _v;

    [MethodImpl(Inline)]
    private Vec512(Vector512<T> v) => _v = v;

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
        get => Vector512<T>.Count;
    }

    /// <inheritdoc/>
    public static Vec512<T> Zero
    {
        [MethodImpl(Inline)]
        get => Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512<T>.Zero);
    }

    /// <inheritdoc/>
    public static Vec512<T> One
    {
        [MethodImpl(Inline)]
        get => Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512<T>.One);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Of(double x)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(Vector512.Create(x));
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Vector512.Create((float)x));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Of(double forSingle, double forDouble)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(Vector512.Create(forDouble));
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Vector512.Create((float)forSingle));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> OfVariable(double x)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(Vector512.Create(x));
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Vector512.Create(Ieee754.ToSingle(x)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Splat(T x) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.Create(x));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void AddProduct(ref Vec512<T> sum, Vec512<T> factor, Vec512<T> x)
    {
        if (typeof(T) == typeof(double))
            Unsafe.As<Vec512<T>, Vector512<double>>(ref sum) =
                Vector512.FusedMultiplyAdd(factor._v.AsDouble(), x._v.AsDouble(), sum._v.AsDouble());
        else
            Unsafe.As<Vec512<T>, Vector512<float>>(ref sum) =
                Vector512.FusedMultiplyAdd(factor._v.AsSingle(), x._v.AsSingle(), sum._v.AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void AddProduct(ref Vec512<T> sum, T factor, Vec512<T> x)
    {
        if (typeof(T) == typeof(double))
            Unsafe.As<Vec512<T>, Vector512<double>>(ref sum) = Vector512.FusedMultiplyAdd(
                Vector512.Create(Unsafe.BitCast<T, double>(factor)), x._v.AsDouble(), sum._v.AsDouble());
        else
            Unsafe.As<Vec512<T>, Vector512<float>>(ref sum) = Vector512.FusedMultiplyAdd(
                Vector512.Create(Unsafe.BitCast<T, float>(factor)), x._v.AsSingle(), sum._v.AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator +(Vec512<T> a, Vec512<T> b) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(a._v + b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator -(Vec512<T> a, Vec512<T> b) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(a._v - b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator *(Vec512<T> a, Vec512<T> b) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(a._v * b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator /(Vec512<T> a, Vec512<T> b) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(a._v / b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator -(Vec512<T> a) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(-a._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator <(Vec512<T> a, Vec512<T> b) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.LessThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator >(Vec512<T> a, Vec512<T> b) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.GreaterThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator <=(Vec512<T> a, Vec512<T> b) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.LessThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator >=(Vec512<T> a, Vec512<T> b) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.GreaterThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Select(Vec512<T> mask, Vec512<T> ifTrue, Vec512<T> ifFalse) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.ConditionalSelect(mask._v, ifTrue._v, ifFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static bool Any(Vec512<T> mask) => Vector512.ExtractMostSignificantBits(mask._v) != 0;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Fma(Vec512<T> a, Vec512<T> b, Vec512<T> c)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                Vector512.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
            Vector512.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Fms(Vec512<T> a, Vec512<T> b, Vec512<T> c)
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                    Avx512F.FusedMultiplySubtract(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
                Avx512F.FusedMultiplySubtract(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
        }
        return Fma(a, b, -c);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Fnma(Vec512<T> a, Vec512<T> b, Vec512<T> c)
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                    Avx512F.FusedMultiplyAddNegated(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
                Avx512F.FusedMultiplyAddNegated(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
        }
        return Fma(-a, b, c);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Max(Vec512<T> a, Vec512<T> b) =>
        X86Base.IsSupported ? Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.MaxNative(a._v, b._v)) : Select(a > b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Min(Vec512<T> a, Vec512<T> b) =>
        X86Base.IsSupported ? Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.MinNative(a._v, b._v)) : Select(a < b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Maximum(Vec512<T> a, Vec512<T> b) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.Max(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Minimum(Vec512<T> a, Vec512<T> b) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.Min(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Abs(Vec512<T> a) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.Abs(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> CopySign(Vec512<T> magnitude, Vec512<T> sign)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                Vector512.ConditionalSelect(Vector512.Create(-0.0), sign._v.AsDouble(), magnitude._v.AsDouble()));
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
            Vector512.ConditionalSelect(Vector512.Create(-0.0f), sign._v.AsSingle(), magnitude._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Sqrt(Vec512<T> a) => Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.Sqrt(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Round(Vec512<T> a)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(Vector512.Round(a._v.AsDouble()));
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Vector512.Round(a._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> NegateIfOdd(Vec512<T> x, Vec512<T> n)
    {
        // The lowest bit of the sum is that of n.
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<long>, Vec512<T>>(
                x._v.AsInt64() ^ ((n._v.AsDouble() + Vector512.Create(Ieee754.Integer64)).AsInt64() << 63));
        return Unsafe.BitCast<Vector512<int>, Vec512<T>>(
            x._v.AsInt32() ^ ((n._v.AsSingle() + Vector512.Create((float)Ieee754.Integer32)).AsInt32() << 31));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> ScaleByPow2(Vec512<T> x, Vec512<T> n)
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector512<double>, Vec512<T>>(Avx512F.Scale(x._v.AsDouble(), n._v.AsDouble()));
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Avx512F.Scale(x._v.AsSingle(), n._v.AsSingle()));
        }
        // In two steps, as 2^n alone may be out of range. The low bits of "half" are n / 2 + bias, those of "whole"
        // n + 2 * bias, so their difference is (n - n / 2) + bias: the exponent fields of the two factors.
        if (typeof(T) == typeof(double))
        {
            var half = Vector512.FusedMultiplyAdd(
                n._v.AsDouble(), Vector512.Create(0.5), Vector512.Create(Ieee754.Integer64 + 1023)).AsInt64();
            var whole = (n._v.AsDouble() + Vector512.Create(Ieee754.Integer64 + 2 * 1023)).AsInt64();
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                x._v.AsDouble() * (half << 52).AsDouble() * ((whole - half) << 52).AsDouble());
        }
        else
        {
            var half = Vector512.FusedMultiplyAdd(
                n._v.AsSingle(), Vector512.Create(0.5f), Vector512.Create((float)Ieee754.Integer32 + 127)).AsInt32();
            var whole = (n._v.AsSingle() + Vector512.Create((float)Ieee754.Integer32 + 2 * 127)).AsInt32();
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
                x._v.AsSingle() * (half << 23).AsSingle() * ((whole - half) << 23).AsSingle());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> ScaleByPow2(Vec512<T> x, Vec512<T> n, Vec512<T> least)
    {
        // One instruction more, since the other one does nothing in the lanes that are left out. NaN is not less.
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector512<double>, Vec512<T>>(Vector512.ConditionalSelect(
                    Avx512F.CompareNotLessThan(n._v.AsDouble(), least._v.AsDouble()),
                    Avx512F.Scale(x._v.AsDouble(), n._v.AsDouble()), Vector512<double>.Zero));
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Vector512.ConditionalSelect(
                Avx512F.CompareNotLessThan(n._v.AsSingle(), least._v.AsSingle()),
                Avx512F.Scale(x._v.AsSingle(), n._v.AsSingle()), Vector512<float>.Zero));
        }
        var vanishes = n < least;
        return ScaleByPow2(Select(vanishes, Zero, x), Select(vanishes, Zero, n));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Split(Vec512<T> x, out Vec512<T> exponent)
    {
        if (Avx512F.IsSupported)
        {
            // The exponent of the mantissa is -1 or 0.
            const byte From3To6Quarters = 3;
            if (typeof(T) == typeof(double))
            {
                var m = Avx512F.GetMantissa(x._v.AsDouble(), From3To6Quarters);
                exponent = Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                    Avx512F.GetExponent(x._v.AsDouble()) - Avx512F.GetExponent(m));
                return Unsafe.BitCast<Vector512<double>, Vec512<T>>(m);
            }
            else
            {
                var m = Avx512F.GetMantissa(x._v.AsSingle(), From3To6Quarters);
                exponent = Unsafe.BitCast<Vector512<float>, Vec512<T>>(
                    Avx512F.GetExponent(x._v.AsSingle()) - Avx512F.GetExponent(m));
                return Unsafe.BitCast<Vector512<float>, Vec512<T>>(m);
            }
        }
        // The difference of the bits to those of 0.75 is the exponent, in its field, and the mantissa below it. Put into the
        // mantissa of 2^52 (2^23), the biased exponent becomes a number by subtraction alone; subtracted from the bits of x,
        // the unbiased one divides by the power of two.
        if (typeof(T) == typeof(double))
        {
            var tiny = Vector512.LessThan(Vector512.Abs(x._v.AsDouble()), Vector512.Create(Ieee754.MinNormal64));
            var normal = Vector512.ConditionalSelect(
                tiny, x._v.AsDouble() * Vector512.Create(Ieee754.DenormalScale), x._v.AsDouble());
            var field = (Vector512.Abs(normal).AsInt64() + Vector512.Create(Ieee754.ThreeQuartersToOne64)) >>> 52;
            var bias = Vector512.ConditionalSelect(
                tiny, Vector512.Create(Ieee754.Pow52 + 1023 + Ieee754.DenormalShift), Vector512.Create(Ieee754.Pow52 + 1023));
            exponent = Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                (field | Vector512.Create(Ieee754.Pow52).AsInt64()).AsDouble() - bias);
            return Unsafe.BitCast<Vector512<long>, Vec512<T>>(normal.AsInt64() + ((Vector512.Create(1023L) - field) << 52));
        }
        else
        {
            var tiny = Vector512.LessThan(Vector512.Abs(x._v.AsSingle()), Vector512.Create((float)Ieee754.MinNormal32));
            var normal = Vector512.ConditionalSelect(
                tiny, x._v.AsSingle() * Vector512.Create((float)Ieee754.DenormalScale), x._v.AsSingle());
            var field = (Vector512.Abs(normal).AsInt32() + Vector512.Create(Ieee754.ThreeQuartersToOne32)) >>> 23;
            var bias = Vector512.ConditionalSelect(
                tiny,
                Vector512.Create(Ieee754.Pow23 + 127 + (float)Ieee754.DenormalShift),
                Vector512.Create(Ieee754.Pow23 + 127));
            exponent = Unsafe.BitCast<Vector512<float>, Vec512<T>>(
                (field | Vector512.Create(Ieee754.Pow23).AsInt32()).AsSingle() - bias);
            return Unsafe.BitCast<Vector512<int>, Vec512<T>>(normal.AsInt32() + ((Vector512.Create(127) - field) << 23));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> InversePow2(Vec512<T> x, out Vec512<T> exponent)
    {
        // The bits less those of 0.75 have the exponent in its field. The result may be denormal, but not four times the result.
        if (typeof(T) == typeof(double))
        {
            var bits = x._v.AsInt64() + Vector512.Create(Ieee754.ThreeQuartersToOne64);
            exponent = Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                ((bits >>> 52) | Vector512.Create(Ieee754.Pow52).AsInt64()).AsDouble() - Vector512.Create(Ieee754.Pow52 + 1023));
            var four = Vector512.Create(long.MinValue) - (bits & Vector512.Create(2047L << 52));
            return Unsafe.BitCast<Vector512<double>, Vec512<T>>(four.AsDouble() * Vector512.Create(0.25));
        }
        else
        {
            var bits = x._v.AsInt32() - Vector512.Create(Ieee754.ThreeQuarters32);
            exponent = Unsafe.BitCast<Vector512<float>, Vec512<T>>(Vector512.ConvertToSingle(bits >> 23));
            var four = Vector512.Create((127 + 2) << 23) - (bits & Vector512.Create(-1 << 23));
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(four.AsSingle() * Vector512.Create(0.25f));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> OfHalfOctave(
        Vec512<T> x, float t0, float t1, float t2, float t3, float t4, float t5, float t6, float t7)
    {
        if (typeof(T) != typeof(float))
            throw new NotSupportedException("The table is for single precision.");
        // The low three bits of the exponent and the first digit behind the point; permutations read no others.
        var index = x._v.AsInt32() >>> 22;
        if (Avx512F.IsSupported)
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(Avx512F.PermuteVar16x32(
                Vector512.Create(t0, t1, t2, t3, t4, t5, t6, t7, t0, t1, t2, t3, t4, t5, t6, t7), index));
        var table = Vector256.Create(t0, t1, t2, t3, t4, t5, t6, t7);
        index &= Vector512.Create(7);
        return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
            Vector512.Create(Vector256.Shuffle(table, index.GetLower()), Vector256.Shuffle(table, index.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> FixLog(Vec512<T> y, Vec512<T> x)
    {
        if (Avx512F.IsSupported)
        {
            // A nibble for each class of x, from the lowest: quiet NaN, signaling NaN, zero, one, -inf, +inf, negative, positive.
            // 0 keeps y, 2 makes a quiet NaN of x; 3 is NaN, 4 -inf and 5 +inf.
            const int Results = 0x03530422;
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector512<double>, Vec512<T>>(
                    Avx512F.Fixup(y._v.AsDouble(), x._v.AsDouble(), Vector512.Create((long)Results), 0));
            return Unsafe.BitCast<Vector512<float>, Vec512<T>>(
                Avx512F.Fixup(y._v.AsSingle(), x._v.AsSingle(), Vector512.Create(Results), 0));
        }
        y = Select(x <= Zero, Of(double.NegativeInfinity), y);
        y = Select(x < Zero, Of(double.NaN), y);
        return Select(x < Of(double.PositiveInfinity), y, x);
    }
}
