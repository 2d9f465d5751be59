using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

// How lanes come from memory and go there, and change places.
public readonly partial struct Vec128<T>
{
    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Load(ref readonly T source) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(Vector128.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(Vec128<T> x, ref T destination) => x._v.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe Vec128<T> LoadPartial(ref readonly T source, int count)
    {
        if (Avx.IsSupported)
        {
            var mask = FirstLanes(count)._v;
            fixed (T* p = &source)
                return typeof(T) == typeof(double)
                    ? new(Avx.MaskLoad((double*)p, mask.AsDouble()).As<double, T>())
                    : new(Avx.MaskLoad((float*)p, mask.AsSingle()).As<float, T>());
        }
        Vector128<T> lanes = default;
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<Vector128<T>, byte>(ref lanes), ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in source)),
            (uint)(count * sizeof(T)));
        return new(lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StorePartial(Vec128<T> x, ref T destination, int count)
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
            ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<Vector128<T>, byte>(ref lanes), (uint)(count * sizeof(T)));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StoreNonTemporal(Vec128<T> x, T* destination) => x._v.StoreAlignedNonTemporal(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> LoadBlocks(ref readonly T source, nint stride) => Load(in source);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void StoreBlocks(Vec128<T> x, ref T destination, nint stride) => Store(x, ref destination);

    /// <summary>As <see cref="InterleaveLower(Vec128{T}, Vec128{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector128<T> InterleaveLower(Vector128<T> a, Vector128<T> b) =>
        InterleaveLower(new Vec128<T>(a), new Vec128<T>(b))._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> InterleaveLower(Vec128<T> a, Vec128<T> b)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(Lower(a._v.AsDouble(), b._v.AsDouble()));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(Lower(a._v.AsSingle(), b._v.AsSingle()));
    }

    [MethodImpl(Inline)]
    private static Vector128<float> Lower(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(Inline)]
    private static Vector128<double> Lower(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0]);

    /// <summary>As <see cref="InterleaveUpper(Vec128{T}, Vec128{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector128<T> InterleaveUpper(Vector128<T> a, Vector128<T> b) =>
        InterleaveUpper(new Vec128<T>(a), new Vec128<T>(b))._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> InterleaveUpper(Vec128<T> a, Vec128<T> b)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<double>, Vec128<T>>(Upper(a._v.AsDouble(), b._v.AsDouble()));
        return Unsafe.BitCast<Vector128<float>, Vec128<T>>(Upper(a._v.AsSingle(), b._v.AsSingle()));
    }

    [MethodImpl(Inline)]
    private static Vector128<float> Upper(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(Inline)]
    private static Vector128<double> Upper(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[1], b[1]);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Evens(Vec128<T> a, Vec128<T> b)
    {
        if (typeof(T) == typeof(double))
            return InterleaveLower(a, b);
        Vector128<float> x = a._v.AsSingle(), y = b._v.AsSingle();
        return new((Sse.IsSupported ? Sse.Shuffle(x, y, 0b10_00_10_00)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipEven(x, y)
            : Vector128.Create(x[0], x[2], y[0], y[2])).As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Odds(Vec128<T> a, Vec128<T> b)
    {
        if (typeof(T) == typeof(double))
            return InterleaveUpper(a, b);
        Vector128<float> x = a._v.AsSingle(), y = b._v.AsSingle();
        return new((Sse.IsSupported ? Sse.Shuffle(x, y, 0b11_01_11_01)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipOdd(x, y)
            : Vector128.Create(x[1], x[3], y[1], y[3])).As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> ZipLower(Vec128<T> a, Vec128<T> b) => InterleaveLower(a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> ZipUpper(Vec128<T> a, Vec128<T> b) => InterleaveUpper(a, b);

    /// <summary>As <see cref="Evens(Vec128{T}, Vec128{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector128<T> Evens(Vector128<T> a, Vector128<T> b) => Evens(new Vec128<T>(a), new Vec128<T>(b))._v;

    /// <summary>As <see cref="Odds(Vec128{T}, Vec128{T})"/>, for a half of wider vectors.</summary>
    [MethodImpl(Inline)]
    internal static Vector128<T> Odds(Vector128<T> a, Vector128<T> b) => Odds(new Vec128<T>(a), new Vec128<T>(b))._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static T First(Vec128<T> x) => x._v.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> Upper(Vec128<T> x, int lanes) =>
        Unsafe.BitCast<Vector128<T>, Vec128<T>>(UpperLanes.Of(x._v, lanes));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Vec128<T> FirstLanes(int count)
    {
        if (typeof(T) == typeof(double))
            return Unsafe.BitCast<Vector128<long>, Vec128<T>>(
                Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)));
        return Unsafe.BitCast<Vector128<int>, Vec128<T>>(Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)));
    }
}
