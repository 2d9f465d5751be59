using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>Transposes blocks in registers: as many rows as a vector has lanes, of 16 bytes each.</summary>
/// <remarks>
/// Register r takes rows r, r + side, r + 2 side, ... as its 16-byte parts, side being the elements of a part. Transposing
/// parts by themselves, which is what the processors' interleaving instructions do, then gives whole columns. On x86 the parts
/// come from memory without using the unit that shuffles, so that half of the usual shuffles suffices.
/// </remarks>
internal static unsafe class BlockTranspose
{
    /// <summary>The columns of a block: 4 floats, 2 doubles or a dual number.</summary>
    public static int Side<T>() where T : unmanaged => 16 / sizeof(T);

    /// <summary>
    /// destination[j * destinationRow + i] = source[i * sourceRow + j] for i below V's number of lanes and j below
    /// <see cref="Side"/>.
    /// </summary>
    /// <typeparam name="V">One of the vector types of this folder.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<V, T>(T* source, nint sourceRow, T* destination, nint destinationRow)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (sizeof(T) == 16)
        {
            for (int i = 0; i < V.Count; i++)
                destination[i] = source[i * sourceRow];
        }
        else if (typeof(T) == typeof(double))
        {
            V a = Rows<V, T>(source, 2 * sourceRow), b = Rows<V, T>(source + sourceRow, 2 * sourceRow);
            V.Store(Low<V, double>(a, b), ref *destination);
            V.Store(High<V, double>(a, b), ref destination[destinationRow]);
        }
        else
        {
            V a = Rows<V, T>(source, 4 * sourceRow), b = Rows<V, T>(source + sourceRow, 4 * sourceRow);
            V c = Rows<V, T>(source + 2 * sourceRow, 4 * sourceRow), d = Rows<V, T>(source + 3 * sourceRow, 4 * sourceRow);
            V ab = Low<V, float>(a, b), cd = Low<V, float>(c, d);
            V.Store(Low<V, double>(ab, cd), ref *destination);
            V.Store(High<V, double>(ab, cd), ref destination[destinationRow]);
            ab = High<V, float>(a, b);
            cd = High<V, float>(c, d);
            V.Store(Low<V, double>(ab, cd), ref destination[2 * destinationRow]);
            V.Store(High<V, double>(ab, cd), ref destination[3 * destinationRow]);
        }
    }

    // The vector whose parts of 16 bytes are at source, source + distance, source + 2 distance, ...
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rows<V, T>(T* source, nint distance) where V : struct, IVec<V, T> where T : unmanaged
    {
        if (typeof(V) == typeof(Vec128<T>))
            return Unsafe.BitCast<Vector128<T>, V>(Vector128.Load(source));
        if (typeof(V) == typeof(Vec256<T>))
            return Unsafe.BitCast<Vector256<T>, V>(Pair(source, distance));
        if (!Avx512F.IsSupported)
        {
            return Unsafe.BitCast<Vector512<T>, V>(
                Vector512.Create(Pair(source, distance), Pair(source + 2 * distance, distance)));
        }
        var x = Vector128.Load((float*)source).ToVector256Unsafe().ToVector512Unsafe();
        x = Avx512F.InsertVector128(x, Vector128.Load((float*)(source + distance)), 1);
        x = Avx512F.InsertVector128(x, Vector128.Load((float*)(source + 2 * distance)), 2);
        x = Avx512F.InsertVector128(x, Vector128.Load((float*)(source + 3 * distance)), 3);
        return Unsafe.BitCast<Vector512<float>, V>(x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Pair<T>(T* source, nint distance) where T : unmanaged =>
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + distance));

    // The lower elements of both, alternating, in each part of 16 bytes; they are taken for elements of type E.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Low<V, E>(V a, V b) where V : struct where E : unmanaged
    {
        if (Unsafe.SizeOf<V>() == 16)
            return Unsafe.BitCast<Vector128<E>, V>(Low(Unsafe.BitCast<V, Vector128<E>>(a), Unsafe.BitCast<V, Vector128<E>>(b)));
        if (Unsafe.SizeOf<V>() == 32)
            return Unsafe.BitCast<Vector256<E>, V>(Low(Unsafe.BitCast<V, Vector256<E>>(a), Unsafe.BitCast<V, Vector256<E>>(b)));
        var x = Unsafe.BitCast<V, Vector512<E>>(a);
        var y = Unsafe.BitCast<V, Vector512<E>>(b);
        return Unsafe.BitCast<Vector512<E>, V>(
            !Avx512F.IsSupported
                ? Vector512.Create(Low(x.GetLower(), y.GetLower()), Low(x.GetUpper(), y.GetUpper()))
            : typeof(E) == typeof(float)
                ? Avx512F.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, E>()
                : Avx512F.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, E>());
    }

    // The upper elements likewise.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V High<V, E>(V a, V b) where V : struct where E : unmanaged
    {
        if (Unsafe.SizeOf<V>() == 16)
            return Unsafe.BitCast<Vector128<E>, V>(High(Unsafe.BitCast<V, Vector128<E>>(a), Unsafe.BitCast<V, Vector128<E>>(b)));
        if (Unsafe.SizeOf<V>() == 32)
            return Unsafe.BitCast<Vector256<E>, V>(High(Unsafe.BitCast<V, Vector256<E>>(a), Unsafe.BitCast<V, Vector256<E>>(b)));
        var x = Unsafe.BitCast<V, Vector512<E>>(a);
        var y = Unsafe.BitCast<V, Vector512<E>>(b);
        return Unsafe.BitCast<Vector512<E>, V>(
            !Avx512F.IsSupported
                ? Vector512.Create(High(x.GetLower(), y.GetLower()), High(x.GetUpper(), y.GetUpper()))
            : typeof(E) == typeof(float)
                ? Avx512F.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, E>()
                : Avx512F.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, E>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<E> Low<E>(Vector256<E> x, Vector256<E> y) =>
        !Avx.IsSupported ? Vector256.Create(Low(x.GetLower(), y.GetLower()), Low(x.GetUpper(), y.GetUpper()))
        : typeof(E) == typeof(float) ? Avx.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, E>()
        : Avx.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, E>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<E> High<E>(Vector256<E> x, Vector256<E> y) =>
        !Avx.IsSupported ? Vector256.Create(High(x.GetLower(), y.GetLower()), High(x.GetUpper(), y.GetUpper()))
        : typeof(E) == typeof(float) ? Avx.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, E>()
        : Avx.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, E>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<E> Low<E>(Vector128<E> x, Vector128<E> y)
    {
        if (typeof(E) == typeof(float))
        {
            var (a, b) = (x.AsSingle(), y.AsSingle());
            return (Sse.IsSupported ? Sse.UnpackLow(a, b)
                : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
                : Vector128.Create(a[0], b[0], a[1], b[1])).As<float, E>();
        }
        else
        {
            var (a, b) = (x.AsDouble(), y.AsDouble());
            return (Sse2.IsSupported ? Sse2.UnpackLow(a, b)
                : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
                : Vector128.Create(a[0], b[0])).As<double, E>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<E> High<E>(Vector128<E> x, Vector128<E> y)
    {
        if (typeof(E) == typeof(float))
        {
            var (a, b) = (x.AsSingle(), y.AsSingle());
            return (Sse.IsSupported ? Sse.UnpackHigh(a, b)
                : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
                : Vector128.Create(a[2], b[2], a[3], b[3])).As<float, E>();
        }
        else
        {
            var (a, b) = (x.AsDouble(), y.AsDouble());
            return (Sse2.IsSupported ? Sse2.UnpackHigh(a, b)
                : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
                : Vector128.Create(a[1], b[1])).As<double, E>();
        }
    }
}
