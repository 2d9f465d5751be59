using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

// How lanes come from memory and go there, and change places.
public readonly partial struct Vec512<T>
{
    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Load(ref readonly T source) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(Vector512.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(Vec512<T> x, ref T destination) => x._v.StoreUnsafe(ref destination);

    // The comparison stands within the access, or the mask would go through a vector register on its way.
    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe Vec512<T> LoadPartial(ref readonly T source, int count)
    {
        if (Avx512F.IsSupported)
        {
            fixed (T* p = &source)
                return typeof(T) == typeof(double)
                    ? new(Avx512F.MaskLoad(
                        (double*)p, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(),
                        Vector512<double>.Zero).As<double, T>())
                    : new(Avx512F.MaskLoad(
                        (float*)p, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle(),
                        Vector512<float>.Zero).As<float, T>());
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
            fixed (T* p = &destination)
            {
                if (typeof(T) == typeof(double))
                    Avx512F.MaskStore(
                        (double*)p, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(),
                        x._v.AsDouble());
                else
                    Avx512F.MaskStore(
                        (float*)p, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle(),
                        x._v.AsSingle());
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
            return typeof(T) == typeof(double)
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
            return typeof(T) == typeof(double)
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
    private static Vec512<T> Chosen(Vec512<T> a, Vec512<T> b, Vector512<int> of32, Vector512<long> of64)
    {
        if (typeof(T) == typeof(double))
            return new(Avx512F.PermuteVar8x64x2(a._v.AsDouble(), of64, b._v.AsDouble()).As<double, T>());
        return new(Avx512F.PermuteVar16x32x2(a._v.AsSingle(), of32, b._v.AsSingle()).As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static T First(Vec512<T> x) => x._v.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> Upper(Vec512<T> x, int lanes) =>
        Unsafe.BitCast<Vector512<T>, Vec512<T>>(UpperLanes.Of(x._v, lanes));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec512<T> FirstLanes(int count)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector512<long>, Vec512<T>>(
                Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)));
        return Unsafe.BitCast<Vector512<int>, Vec512<T>>(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)));
    }
}
