using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>A vector of 256 bits: 8 float or 4 double lanes. Without AVX2 the runtime makes it of two halves.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly struct Vec256<T> : IVec<Vec256<T>, T> where T : unmanaged
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
    public static Vec256<T> Splat(T x) => Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.Create(x));

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
    public static Vec256<T> FixLog(Vec256<T> y, Vec256<T> x)
    {
        y = Select(x <= Zero, Of(double.NegativeInfinity), y);
        y = Select(x < Zero, Of(double.NaN), y);
        return Select(x < Of(double.PositiveInfinity), y, x);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Load(ref readonly T source) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(Vector256.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(Vec256<T> x, ref T destination) => x._v.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe Vec256<T> LoadPartial(ref readonly T source, int count)
    {
        if (Avx.IsSupported)
        {
            var mask = FirstLanes(count)._v;
            fixed (T* p = &source)
                return IsDouble
                    ? new(Avx.MaskLoad((double*)p, mask.AsDouble()).As<double, T>())
                    : new(Avx.MaskLoad((float*)p, mask.AsSingle()).As<float, T>());
        }
        Vector256<T> lanes = default;
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<Vector256<T>, byte>(ref lanes), ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in source)),
            (uint)(count * sizeof(T)));
        return new(lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StorePartial(Vec256<T> x, ref T destination, int count)
    {
        if (Avx.IsSupported)
        {
            var mask = FirstLanes(count)._v;
            fixed (T* p = &destination)
            {
                if (IsDouble)
                    Avx.MaskStore((double*)p, mask.AsDouble(), x._v.AsDouble());
                else
                    Avx.MaskStore((float*)p, mask.AsSingle(), x._v.AsSingle());
            }
            return;
        }
        var lanes = x._v;
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<Vector256<T>, byte>(ref lanes), (uint)(count * sizeof(T)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StoreNonTemporal(Vec256<T> x, T* destination) => x._v.StoreAlignedNonTemporal(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> LoadBlocks(ref readonly T source, nint stride) => new(Vector256.Create(
        Vector128.LoadUnsafe(in source), Vector128.LoadUnsafe(in source, (nuint)stride)));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void StoreBlocks(Vec256<T> x, ref T destination, nint stride)
    {
        x._v.GetLower().StoreUnsafe(ref destination);
        x._v.GetUpper().StoreUnsafe(ref destination, (nuint)stride);
    }

    /// <summary>As <see cref="InterleaveLower(Vec256{T}, Vec256{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> InterleaveLower(Vector256<T> a, Vector256<T> b) =>
        InterleaveLower(new Vec256<T>(a), new Vec256<T>(b))._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> InterleaveLower(Vec256<T> a, Vec256<T> b)
    {
        if (Avx.IsSupported)
            return IsDouble
                ? new(Avx.UnpackLow(a._v.AsDouble(), b._v.AsDouble()).As<double, T>())
                : new(Avx.UnpackLow(a._v.AsSingle(), b._v.AsSingle()).As<float, T>());
        return new(Vector256.Create(
            Vec128<T>.InterleaveLower(a._v.GetLower(), b._v.GetLower()),
            Vec128<T>.InterleaveLower(a._v.GetUpper(), b._v.GetUpper())));
    }

    /// <summary>As <see cref="InterleaveUpper(Vec256{T}, Vec256{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> InterleaveUpper(Vector256<T> a, Vector256<T> b) =>
        InterleaveUpper(new Vec256<T>(a), new Vec256<T>(b))._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> InterleaveUpper(Vec256<T> a, Vec256<T> b)
    {
        if (Avx.IsSupported)
            return IsDouble
                ? new(Avx.UnpackHigh(a._v.AsDouble(), b._v.AsDouble()).As<double, T>())
                : new(Avx.UnpackHigh(a._v.AsSingle(), b._v.AsSingle()).As<float, T>());
        return new(Vector256.Create(
            Vec128<T>.InterleaveUpper(a._v.GetLower(), b._v.GetLower()),
            Vec128<T>.InterleaveUpper(a._v.GetUpper(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Evens(Vec256<T> a, Vec256<T> b)
    {
        if (Avx2.IsSupported)
            return MiddleSwapped(IsDouble
                ? Avx.UnpackLow(a._v.AsDouble(), b._v.AsDouble())
                : Avx.Shuffle(a._v.AsSingle(), b._v.AsSingle(), 0b10_00_10_00).AsDouble());
        return new(Vector256.Create(
            Vec128<T>.Evens(a._v.GetLower(), a._v.GetUpper()), Vec128<T>.Evens(b._v.GetLower(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Odds(Vec256<T> a, Vec256<T> b)
    {
        if (Avx2.IsSupported)
            return MiddleSwapped(IsDouble
                ? Avx.UnpackHigh(a._v.AsDouble(), b._v.AsDouble())
                : Avx.Shuffle(a._v.AsSingle(), b._v.AsSingle(), 0b11_01_11_01).AsDouble());
        return new(Vector256.Create(
            Vec128<T>.Odds(a._v.GetLower(), a._v.GetUpper()), Vec128<T>.Odds(b._v.GetLower(), b._v.GetUpper())));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> ZipLower(Vec256<T> a, Vec256<T> b) => new(Vector256.Create(
        Vec128<T>.InterleaveLower(a._v.GetLower(), b._v.GetLower()),
        Vec128<T>.InterleaveUpper(a._v.GetLower(), b._v.GetLower())));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> ZipUpper(Vec256<T> a, Vec256<T> b) => new(Vector256.Create(
        Vec128<T>.InterleaveLower(a._v.GetUpper(), b._v.GetUpper()),
        Vec128<T>.InterleaveUpper(a._v.GetUpper(), b._v.GetUpper())));

    // The second and the third quarter change places.
    [MethodImpl(Inline)]
    private static Vec256<T> MiddleSwapped(Vector256<double> x) => new(Avx2.Permute4x64(x, 0b11_01_10_00).As<double, T>());

    /// <summary>As <see cref="Evens(Vec256{T}, Vec256{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> Evens(Vector256<T> a, Vector256<T> b) => Evens(new Vec256<T>(a), new Vec256<T>(b))._v;

    /// <summary>As <see cref="Odds(Vec256{T}, Vec256{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> Odds(Vector256<T> a, Vector256<T> b) => Odds(new Vec256<T>(a), new Vec256<T>(b))._v;

    /// <summary>As <see cref="ZipLower(Vec256{T}, Vec256{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> ZipLower(Vector256<T> a, Vector256<T> b) => ZipLower(new Vec256<T>(a), new Vec256<T>(b))._v;

    /// <summary>As <see cref="ZipUpper(Vec256{T}, Vec256{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> ZipUpper(Vector256<T> a, Vector256<T> b) => ZipUpper(new Vec256<T>(a), new Vec256<T>(b))._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static T First(Vec256<T> x) => x._v.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> Upper(Vec256<T> x, int lanes) => new(Upper(x._v, lanes));

    /// <summary>As <see cref="Upper(Vec256{T}, int)"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector256<T> Upper(Vector256<T> x, int lanes) => 2 * lanes == Count
        ? x.GetUpper().ToVector256Unsafe()
        : Vec128<T>.Upper(x.GetLower(), lanes).ToVector256Unsafe();

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec256<T> FirstLanes(int count)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector256<long>, Vec256<T>>(
                Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)));
        return Unsafe.BitCast<Vector256<int>, Vec256<T>>(Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)));
    }
}
