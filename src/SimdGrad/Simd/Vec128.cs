using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using FmaX86 = System.Runtime.Intrinsics.X86.Fma;

namespace SimdGrad.Simd;

/// <summary>A vector of 128 bits: 4 float or 2 double lanes; SSE, NEON, or scalar code where there is neither.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly partial struct Vec128<T> : IVec<Vec128<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Made of hardware vectors by BitCast, and in branches rather than conditional expressions: a constructor, a property or a
    // conditional takes further local variables of the method that it is inlined into, of which the compiler tracks so many.
    private readonly Vector128<T> _v;

    [MethodImpl(Inline)]
    private Vec128(Vector128<T> v) => _v = v;

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
        get => 16 / Unsafe.SizeOf<T>();
    }

    /// <inheritdoc/>
    public static Vec128<T> Zero
    {
        [MethodImpl(Inline)]
        get => Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128<T>.Zero);
    }

    /// <inheritdoc/>
    public static Vec128<T> One
    {
        [MethodImpl(Inline)]
        get => Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128<T>.One);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Of(double x)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(Vector128.Create(x));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(Vector128.Create((float)x));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Of(double forSingle, double forDouble)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(Vector128.Create(forDouble));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(Vector128.Create((float)forSingle));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> OfVariable(double x)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(Vector128.Create(x));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(Vector128.Create(Ieee754.ToSingle(x)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Splat(T x) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.Create(x));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Factor(T x) => AdvSimd.Arm64.IsSupported ? new(Vector128.CreateScalarUnsafe(x)) : Splat(x);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void AddProduct(ref Vec128<T> sum, Vec128<T> factor, Vec128<T> x)
    {
        if (!AdvSimd.Arm64.IsSupported)
            sum = Fma(factor, x, sum);
        else if (typeof(T) == typeof(double))
            Unsafe.As<Vec128<T>, Vector128<double>>(ref sum) = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(
                sum._v.AsDouble(), x._v.AsDouble(), factor._v.AsDouble(), 0);
        else
            Unsafe.As<Vec128<T>, Vector128<float>>(ref sum) = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(
                sum._v.AsSingle(), x._v.AsSingle(), factor._v.AsSingle(), 0);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator +(Vec128<T> a, Vec128<T> b) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(a._v + b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator -(Vec128<T> a, Vec128<T> b) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(a._v - b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator *(Vec128<T> a, Vec128<T> b) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(a._v * b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator /(Vec128<T> a, Vec128<T> b) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(a._v / b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator -(Vec128<T> a) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(-a._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator <(Vec128<T> a, Vec128<T> b) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.LessThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator >(Vec128<T> a, Vec128<T> b) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.GreaterThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator <=(Vec128<T> a, Vec128<T> b) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.LessThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> operator >=(Vec128<T> a, Vec128<T> b) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.GreaterThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Select(Vec128<T> mask, Vec128<T> ifTrue, Vec128<T> ifFalse) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.ConditionalSelect(mask._v, ifTrue._v, ifFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static bool Any(Vec128<T> mask) => Vector128.ExtractMostSignificantBits(mask._v) != 0;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Fma(Vec128<T> a, Vec128<T> b, Vec128<T> c)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                Vector128.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
            Vector128.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Fms(Vec128<T> a, Vec128<T> b, Vec128<T> c)
    {
        if (FmaX86.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                    FmaX86.MultiplySubtract(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
            return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
                FmaX86.MultiplySubtract(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
        }
        return Fma(a, b, -c);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Fnma(Vec128<T> a, Vec128<T> b, Vec128<T> c)
    {
        if (FmaX86.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                    FmaX86.MultiplyAddNegated(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()));
            return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
                FmaX86.MultiplyAddNegated(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()));
        }
        if (AdvSimd.Arm64.IsSupported)
        {
            if (typeof(T) == typeof(double))
                return Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                    AdvSimd.Arm64.FusedMultiplySubtract(c._v.AsDouble(), a._v.AsDouble(), b._v.AsDouble()));
            return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
                AdvSimd.FusedMultiplySubtract(c._v.AsSingle(), a._v.AsSingle(), b._v.AsSingle()));
        }
        return Fma(-a, b, c);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Max(Vec128<T> a, Vec128<T> b) =>
        X86Base.IsSupported ? Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.MaxNative(a._v, b._v)) : Select(a > b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Min(Vec128<T> a, Vec128<T> b) =>
        X86Base.IsSupported ? Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.MinNative(a._v, b._v)) : Select(a < b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Maximum(Vec128<T> a, Vec128<T> b) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.Max(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Minimum(Vec128<T> a, Vec128<T> b) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.Min(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Abs(Vec128<T> a) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.Abs(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> CopySign(Vec128<T> magnitude, Vec128<T> sign)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                Vector128.ConditionalSelect(Vector128.Create(-0.0), sign._v.AsDouble(), magnitude._v.AsDouble()));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
            Vector128.ConditionalSelect(Vector128.Create(-0.0f), sign._v.AsSingle(), magnitude._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Sqrt(Vec128<T> a) => Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.Sqrt(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Round(Vec128<T> a)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(Vector128.Round(a._v.AsDouble()));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(Vector128.Round(a._v.AsSingle()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> NegateIfOdd(Vec128<T> x, Vec128<T> n)
    {
        // The lowest bit of the sum is that of n.
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<long>, Vec128<T>>(
                x._v.AsInt64() ^ ((n._v.AsDouble() + Vector128.Create(Ieee754.Integer64)).AsInt64() << 63));
        return Unsafe.BitCast<Vector128<int>, Vec128<T>>(
            x._v.AsInt32() ^ ((n._v.AsSingle() + Vector128.Create((float)Ieee754.Integer32)).AsInt32() << 31));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> ScaleByPow2(Vec128<T> x, Vec128<T> n)
    {
        // In two steps, as 2^n alone may be out of range. The low bits of "half" are n / 2 + bias, those of "whole"
        // n + 2 * bias, so their difference is (n - n / 2) + bias: the exponent fields of the two factors.
        if (typeof(T) == typeof(double))
        {
            var half = Vector128.FusedMultiplyAdd(
                n._v.AsDouble(), Vector128.Create(0.5), Vector128.Create(Ieee754.Integer64 + 1023)).AsInt64();
            var whole = (n._v.AsDouble() + Vector128.Create(Ieee754.Integer64 + 2 * 1023)).AsInt64();
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                x._v.AsDouble() * (half << 52).AsDouble() * ((whole - half) << 52).AsDouble());
        }
        else
        {
            var half = Vector128.FusedMultiplyAdd(
                n._v.AsSingle(), Vector128.Create(0.5f), Vector128.Create((float)Ieee754.Integer32 + 127)).AsInt32();
            var whole = (n._v.AsSingle() + Vector128.Create((float)Ieee754.Integer32 + 2 * 127)).AsInt32();
            return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
                x._v.AsSingle() * (half << 23).AsSingle() * ((whole - half) << 23).AsSingle());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> ScaleDown(Vec128<T> x, Vec128<T> n, Vec128<T> least)
    {
        // By a power that is normal where this one is not: what that leaves exact the second factor rounds.
        var vanishes = n < least;
        return Select(vanishes, Zero, x) * Select(vanishes, Zero, Power(n, 127 + 50, 1023 + 500))
            * Of(1.0 / (1L << 50), 1 / Ieee754.Pow500);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Pow2(Vec128<T> n) => Power(n, 127, 1023);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Pow2(Vec128<T> n, Vec128<T> least) =>
        Select(n < least, Zero, Power(n, 127 + 50, 1023 + 500)) * Of(1.0 / (1L << 50), 1 / Ieee754.Pow500);

    // The low bits of the sum are the exponent field.
    [MethodImpl(Inline)]
    private static Vec128<T> Power(Vec128<T> n, int bias32, int bias64)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<long>, Vec128<T>>(
                (n._v.AsDouble() + Vector128.Create(Ieee754.Integer64 + bias64)).AsInt64() << 52);
        return Unsafe.BitCast<Vector128<int>, Vec128<T>>(
            (n._v.AsSingle() + Vector128.Create((float)Ieee754.Integer32 + bias32)).AsInt32() << 23);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Split(Vec128<T> x, out Vec128<T> exponent)
    {
        // The difference of the bits to those of 0.75 is the exponent, in its field, and the mantissa below it. Put into the
        // mantissa of 2^52 (2^23), the biased exponent becomes a number by subtraction alone; subtracted from the bits of x,
        // the unbiased one divides by the power of two.
        if (typeof(T) == typeof(double))
        {
            var tiny = Vector128.LessThan(Vector128.Abs(x._v.AsDouble()), Vector128.Create(Ieee754.MinNormal64));
            var normal = Vector128.ConditionalSelect(
                tiny, x._v.AsDouble() * Vector128.Create(Ieee754.DenormalScale), x._v.AsDouble());
            var field = (Vector128.Abs(normal).AsInt64() + Vector128.Create(Ieee754.ThreeQuartersToOne64)) >>> 52;
            var bias = Vector128.ConditionalSelect(
                tiny, Vector128.Create(Ieee754.Pow52 + 1023 + Ieee754.DenormalShift), Vector128.Create(Ieee754.Pow52 + 1023));
            exponent = Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                (field | Vector128.Create(Ieee754.Pow52).AsInt64()).AsDouble() - bias);
            return Unsafe.BitCast<Vector128<long>, Vec128<T>>(normal.AsInt64() + ((Vector128.Create(1023L) - field) << 52));
        }
        else
        {
            var tiny = Vector128.LessThan(Vector128.Abs(x._v.AsSingle()), Vector128.Create((float)Ieee754.MinNormal32));
            var normal = Vector128.ConditionalSelect(
                tiny, x._v.AsSingle() * Vector128.Create((float)Ieee754.DenormalScale), x._v.AsSingle());
            var field = (Vector128.Abs(normal).AsInt32() + Vector128.Create(Ieee754.ThreeQuartersToOne32)) >>> 23;
            var bias = Vector128.ConditionalSelect(
                tiny,
                Vector128.Create(Ieee754.Pow23 + 127 + (float)Ieee754.DenormalShift),
                Vector128.Create(Ieee754.Pow23 + 127));
            exponent = Unsafe.BitCast<Vector128<float>, Vec128<T>>(
                (field | Vector128.Create(Ieee754.Pow23).AsInt32()).AsSingle() - bias);
            return Unsafe.BitCast<Vector128<int>, Vec128<T>>(normal.AsInt32() + ((Vector128.Create(127) - field) << 23));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> InversePow2(Vec128<T> x, out Vec128<T> exponent)
    {
        // The bits less those of 0.75 have the exponent in its field. The result may be denormal, but not four times the result.
        if (typeof(T) == typeof(double))
        {
            var bits = x._v.AsInt64() + Vector128.Create(Ieee754.ThreeQuartersToOne64);
            exponent = Unsafe.BitCast<Vector128<double>, Vec128<T>>(
                ((bits >>> 52) | Vector128.Create(Ieee754.Pow52).AsInt64()).AsDouble() - Vector128.Create(Ieee754.Pow52 + 1023));
            var four = Vector128.Create(long.MinValue) - (bits & Vector128.Create(2047L << 52));
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(four.AsDouble() * Vector128.Create(0.25));
        }
        else
        {
            var bits = x._v.AsInt32() - Vector128.Create(Ieee754.ThreeQuarters32);
            exponent = Unsafe.BitCast<Vector128<float>, Vec128<T>>(Vector128.ConvertToSingle(bits >> 23));
            var four = Vector128.Create((127 + 2) << 23) - (bits & Vector128.Create(-1 << 23));
            return Unsafe.BitCast<Vector128<float>, Vec128<T>>(four.AsSingle() * Vector128.Create(0.25f));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> OfHalfOctave(
        Vec128<T> x, float t0, float t1, float t2, float t3, float t4, float t5, float t6, float t7)
    {
        if (typeof(T) != typeof(float))
            throw new NotSupportedException("The table is for single precision.");
        // The low three bits of the exponent and the first digit behind the point; permutations read no others.
        var index = x._v.AsInt32() >>> 22;
        var table = Vector256.Create(t0, t1, t2, t3, t4, t5, t6, t7);
        if (Avx2.IsSupported)
            return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
                Avx2.PermuteVar8x32(table, index.ToVector256Unsafe()).GetLower());
        index &= Vector128.Create(7);
        if (AdvSimd.Arm64.IsSupported)
        {
            // The numbers of four bytes for each lane.
            var bytes = (index * Vector128.Create(0x04040404) + Vector128.Create(0x03020100)).AsByte();
            return Unsafe.BitCast<Vector128<byte>, Vec128<T>>(AdvSimd.Arm64.VectorTableLookup(
                (table.GetLower().AsByte(), table.GetUpper().AsByte()), bytes));
        }
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(
            Vector256.Shuffle(table, index.ToVector256()).GetLower());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> FixLog(Vec128<T> y, Vec128<T> x)
    {
        y = Select(x <= Zero, Of(double.NegativeInfinity), y);
        y = Select(x < Zero, Of(double.NaN), y);
        return Select(x < Of(double.PositiveInfinity), y, x);
    }
}
