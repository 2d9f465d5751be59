using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

// How lanes come from memory and go there, and change places.
public readonly partial struct Vec256<T>
{
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
                return typeof(T) == typeof(double)
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
                if (typeof(T) == typeof(double))
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
            return typeof(T) == typeof(double)
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
            return typeof(T) == typeof(double)
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
            return MiddleSwapped(typeof(T) == typeof(double)
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
            return MiddleSwapped(typeof(T) == typeof(double)
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
    public static Vec256<T> Upper(Vec256<T> x, int lanes) =>
        Unsafe.BitCast<Vector256<T>, Vec256<T>>(UpperLanes.Of(x._v, lanes));

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
