using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>A vector of 512 bits: 16 float or 8 double lanes. Without AVX-512 the runtime makes it of two halves.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly struct Vec512<T> : IVec<Vec512<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

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
        get => default;
    }

    /// <inheritdoc/>
    public static Vec512<T> One
    {
        [MethodImpl(Inline)]
        get => Of(1);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Of(double x) => IsDouble
        ? new(Vector512.Create(x).As<double, T>())
        : new(Vector512.Create((float)x).As<float, T>());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Splat(T x) => new(Vector512.Create(x));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator +(Vec512<T> a, Vec512<T> b) => new(a._v + b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator -(Vec512<T> a, Vec512<T> b) => new(a._v - b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator *(Vec512<T> a, Vec512<T> b) => new(a._v * b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator /(Vec512<T> a, Vec512<T> b) => new(a._v / b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator -(Vec512<T> a) => new(a._v ^ Of(-0.0)._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator <(Vec512<T> a, Vec512<T> b) => new(Vector512.LessThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator >(Vec512<T> a, Vec512<T> b) => new(Vector512.GreaterThan(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator <=(Vec512<T> a, Vec512<T> b) => new(Vector512.LessThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> operator >=(Vec512<T> a, Vec512<T> b) => new(Vector512.GreaterThanOrEqual(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Select(Vec512<T> mask, Vec512<T> ifTrue, Vec512<T> ifFalse) =>
        new(Vector512.ConditionalSelect(mask._v, ifTrue._v, ifFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static bool Any(Vec512<T> mask) => Vector512.ExtractMostSignificantBits(mask._v) != 0;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Fma(Vec512<T> a, Vec512<T> b, Vec512<T> c) => IsDouble
        ? new(Vector512.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>())
        : new(Vector512.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Max(Vec512<T> a, Vec512<T> b) =>
        X86Base.IsSupported ? new(Vector512.MaxNative(a._v, b._v)) : Select(a > b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Min(Vec512<T> a, Vec512<T> b) =>
        X86Base.IsSupported ? new(Vector512.MinNative(a._v, b._v)) : Select(a < b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Maximum(Vec512<T> a, Vec512<T> b) => new(Vector512.Max(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Minimum(Vec512<T> a, Vec512<T> b) => new(Vector512.Min(a._v, b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Abs(Vec512<T> a) => new(Vector512.AndNot(a._v, Of(-0.0)._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> CopySign(Vec512<T> magnitude, Vec512<T> sign) => Select(Of(-0.0), sign, magnitude);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Sqrt(Vec512<T> a) => new(Vector512.Sqrt(a._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Round(Vec512<T> a) => IsDouble
        ? new(Vector512.Round(a._v.AsDouble()).As<double, T>())
        : new(Vector512.Round(a._v.AsSingle()).As<float, T>());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> NegateIfOdd(Vec512<T> x, Vec512<T> n)
    {
        // The lowest bit of the sum is that of n.
        var sum = n + Of(IsDouble ? Ieee754.Integer64 : Ieee754.Integer32);
        return new(x._v ^ (IsDouble ? (sum._v.AsInt64() << 63).As<long, T>() : (sum._v.AsInt32() << 31).As<int, T>()));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> ScaleByPow2(Vec512<T> x, Vec512<T> n)
    {
        if (Avx512F.IsSupported)
            return IsDouble
                ? new(Avx512F.Scale(x._v.AsDouble(), n._v.AsDouble()).As<double, T>())
                : new(Avx512F.Scale(x._v.AsSingle(), n._v.AsSingle()).As<float, T>());
        // In two steps, as 2^n alone may be out of range. The low bits of "half" are n / 2 + bias, those of "whole"
        // n + 2 * bias, so their difference is (n - n / 2) + bias: the exponent fields of the two factors.
        var half = Fma(n, Of(0.5), Of(IsDouble ? Ieee754.Integer64 + 1023 : Ieee754.Integer32 + 127));
        var whole = n + Of(IsDouble ? Ieee754.Integer64 + 2 * 1023 : Ieee754.Integer32 + 2 * 127);
        return IsDouble
            ? x * new Vec512<T>((half._v.AsInt64() << 52).As<long, T>())
                * new Vec512<T>(((whole._v.AsInt64() - half._v.AsInt64()) << 52).As<long, T>())
            : x * new Vec512<T>((half._v.AsInt32() << 23).As<int, T>())
                * new Vec512<T>(((whole._v.AsInt32() - half._v.AsInt32()) << 23).As<int, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Split(Vec512<T> x, out Vec512<T> exponent)
    {
        if (Avx512F.IsSupported)
        {
            const byte From3To6Quarters = 3;
            var m = IsDouble
                ? Avx512F.GetMantissa(x._v.AsDouble(), From3To6Quarters).As<double, T>()
                : Avx512F.GetMantissa(x._v.AsSingle(), From3To6Quarters).As<float, T>();
            // The exponent of m is -1 or 0.
            exponent = IsDouble
                ? new((Avx512F.GetExponent(x._v.AsDouble()) - Avx512F.GetExponent(m.AsDouble())).As<double, T>())
                : new((Avx512F.GetExponent(x._v.AsSingle()) - Avx512F.GetExponent(m.AsSingle())).As<float, T>());
            return new(m);
        }
        var tiny = Abs(x) < Of(IsDouble ? Ieee754.MinNormal64 : Ieee754.MinNormal32);
        x = Select(tiny, x * Of(Ieee754.DenormalScale), x);
        // The difference of the bits to those of 0.75 is the exponent, in its field, and the mantissa below it.
        Vec512<T> scale, biased;
        if (IsDouble)
        {
            var field = (Abs(x)._v.AsInt64() + Vector512.Create(Ieee754.ThreeQuartersToOne64)) >>> 52;
            biased = new((field | Vector512.Create(Ieee754.Pow52).AsInt64()).As<long, T>());
            scale = new(((Vector512.Create(1023L) - field) << 52).As<long, T>());
        }
        else
        {
            var field = (Abs(x)._v.AsInt32() + Vector512.Create(Ieee754.ThreeQuartersToOne32)) >>> 23;
            biased = new((field | Vector512.Create(Ieee754.Pow23).AsInt32()).As<int, T>());
            scale = new(((Vector512.Create(127) - field) << 23).As<int, T>());
        }
        // The biased exponent, put into the mantissa of 2^52 (2^23), becomes a number by subtraction alone.
        exponent = biased - Select(tiny,
            Of(IsDouble ? Ieee754.Pow52 + 1023 + Ieee754.DenormalShift : Ieee754.Pow23 + 127 + Ieee754.DenormalShift),
            Of(IsDouble ? Ieee754.Pow52 + 1023 : Ieee754.Pow23 + 127));
        // Added to the bits, the exponent's field divides by the power of two.
        return IsDouble
            ? new((x._v.AsInt64() + scale._v.AsInt64()).As<long, T>())
            : new((x._v.AsInt32() + scale._v.AsInt32()).As<int, T>());
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
            return IsDouble
                ? new(Avx512F.Fixup(y._v.AsDouble(), x._v.AsDouble(), Vector512.Create((long)Results), 0).As<double, T>())
                : new(Avx512F.Fixup(y._v.AsSingle(), x._v.AsSingle(), Vector512.Create(Results), 0).As<float, T>());
        }
        y = Select(x <= Zero, Of(double.NegativeInfinity), y);
        y = Select(x < Zero, Of(double.NaN), y);
        return Select(x < Of(double.PositiveInfinity), y, x);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Load(ref readonly T source) => new(Vector512.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(Vec512<T> x, ref T destination) => x._v.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe Vec512<T> LoadPartial(ref readonly T source, int count)
    {
        if (Avx512F.IsSupported)
        {
            var mask = FirstLanes(count)._v;
            fixed (T* p = &source)
                return IsDouble
                    ? new(Avx512F.MaskLoad((double*)p, mask.AsDouble(), Vector512<double>.Zero).As<double, T>())
                    : new(Avx512F.MaskLoad((float*)p, mask.AsSingle(), Vector512<float>.Zero).As<float, T>());
        }
        Vector512<T> lanes = default;
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<Vector512<T>, byte>(ref lanes), ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in source)),
            (uint)(count * sizeof(T)));
        return new(lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StorePartial(Vec512<T> x, ref T destination, int count)
    {
        if (Avx512F.IsSupported)
        {
            var mask = FirstLanes(count)._v;
            fixed (T* p = &destination)
            {
                if (IsDouble)
                    Avx512F.MaskStore((double*)p, mask.AsDouble(), x._v.AsDouble());
                else
                    Avx512F.MaskStore((float*)p, mask.AsSingle(), x._v.AsSingle());
            }
            return;
        }
        var lanes = x._v;
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<Vector512<T>, byte>(ref lanes), (uint)(count * sizeof(T)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StoreNonTemporal(Vec512<T> x, T* destination) => x._v.StoreAlignedNonTemporal(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> LoadBlocks(ref readonly T source, nint stride)
    {
        var b0 = Vector128.LoadUnsafe(in source);
        var b1 = Vector128.LoadUnsafe(in source, (nuint)stride);
        var b2 = Vector128.LoadUnsafe(in source, (nuint)(2 * stride));
        var b3 = Vector128.LoadUnsafe(in source, (nuint)(3 * stride));
        if (!Avx512F.IsSupported)
            return new(Vector512.Create(Vector256.Create(b0, b1), Vector256.Create(b2, b3)));
        // Each from memory into its place, without the unit that shuffles.
        var x = b0.AsSingle().ToVector256Unsafe().ToVector512Unsafe();
        x = Avx512F.InsertVector128(x, b1.AsSingle(), 1);
        x = Avx512F.InsertVector128(x, b2.AsSingle(), 2);
        return new(Avx512F.InsertVector128(x, b3.AsSingle(), 3).As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void StoreBlocks(Vec512<T> x, ref T destination, nint stride)
    {
        Vector256<T> lower = x._v.GetLower(), upper = x._v.GetUpper();
        lower.GetLower().StoreUnsafe(ref destination);
        lower.GetUpper().StoreUnsafe(ref destination, (nuint)stride);
        upper.GetLower().StoreUnsafe(ref destination, (nuint)(2 * stride));
        upper.GetUpper().StoreUnsafe(ref destination, (nuint)(3 * stride));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> InterleaveLower(Vec512<T> a, Vec512<T> b)
    {
        if (Avx512F.IsSupported)
            return IsDouble
                ? new(Avx512F.UnpackLow(a._v.AsDouble(), b._v.AsDouble()).As<double, T>())
                : new(Avx512F.UnpackLow(a._v.AsSingle(), b._v.AsSingle()).As<float, T>());
        return new(Vector512.Create(
            Vec256<T>.InterleaveLower(a._v.GetLower(), b._v.GetLower()),
            Vec256<T>.InterleaveLower(a._v.GetUpper(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> InterleaveUpper(Vec512<T> a, Vec512<T> b)
    {
        if (Avx512F.IsSupported)
            return IsDouble
                ? new(Avx512F.UnpackHigh(a._v.AsDouble(), b._v.AsDouble()).As<double, T>())
                : new(Avx512F.UnpackHigh(a._v.AsSingle(), b._v.AsSingle()).As<float, T>());
        return new(Vector512.Create(
            Vec256<T>.InterleaveUpper(a._v.GetLower(), b._v.GetLower()),
            Vec256<T>.InterleaveUpper(a._v.GetUpper(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Evens(Vec512<T> a, Vec512<T> b)
    {
        if (Avx512F.IsSupported)
            return Chosen(
                a, b, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
                Vector512.Create(0L, 2, 4, 6, 8, 10, 12, 14));
        return new(Vector512.Create(
            Vec256<T>.Evens(a._v.GetLower(), a._v.GetUpper()), Vec256<T>.Evens(b._v.GetLower(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Odds(Vec512<T> a, Vec512<T> b)
    {
        if (Avx512F.IsSupported)
            return Chosen(
                a, b, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31),
                Vector512.Create(1L, 3, 5, 7, 9, 11, 13, 15));
        return new(Vector512.Create(
            Vec256<T>.Odds(a._v.GetLower(), a._v.GetUpper()), Vec256<T>.Odds(b._v.GetLower(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> ZipLower(Vec512<T> a, Vec512<T> b)
    {
        if (Avx512F.IsSupported)
            return Chosen(
                a, b, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
                Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11));
        return new(Vector512.Create(
            Vec256<T>.ZipLower(a._v.GetLower(), b._v.GetLower()), Vec256<T>.ZipUpper(a._v.GetLower(), b._v.GetLower())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> ZipUpper(Vec512<T> a, Vec512<T> b)
    {
        if (Avx512F.IsSupported)
            return Chosen(
                a, b, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
                Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15));
        return new(Vector512.Create(
            Vec256<T>.ZipLower(a._v.GetUpper(), b._v.GetUpper()), Vec256<T>.ZipUpper(a._v.GetUpper(), b._v.GetUpper())));
    }

    // The lanes with these numbers, those of b coming after those of a.
    [MethodImpl(Inline)]
    private static Vec512<T> Chosen(Vec512<T> a, Vec512<T> b, Vector512<int> of32, Vector512<long> of64) => IsDouble
        ? new(Avx512F.PermuteVar8x64x2(a._v.AsDouble(), of64, b._v.AsDouble()).As<double, T>())
        : new(Avx512F.PermuteVar16x32x2(a._v.AsSingle(), of32, b._v.AsSingle()).As<float, T>());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static T First(Vec512<T> x) => x._v.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Upper(Vec512<T> x, int lanes) => 2 * lanes == Count
        ? new(x._v.GetUpper().ToVector512Unsafe())
        : new(Vec256<T>.Upper(x._v.GetLower(), lanes).ToVector512Unsafe());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> FirstLanes(int count) => IsDouble
        ? new(Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>())
        : new(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>());
}
