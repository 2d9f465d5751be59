using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>Transposes square blocks of 16 bytes a side in registers.</summary>
internal static unsafe class BlockTranspose
{
    /// <summary>The side of a block: 4 floats or 2 doubles.</summary>
    public static int Side<T>() where T : unmanaged => 16 / sizeof(T);

    /// <summary>destination[j * destinationRow + i] = source[i * sourceRow + j] for i and j below the side of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T>(T* source, nint sourceRow, T* destination, nint destinationRow) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            var a = Vector128.Load((double*)source);
            var b = Vector128.Load((double*)source + sourceRow);
            Low(a, b).Store((double*)destination);
            High(a, b).Store((double*)destination + destinationRow);
        }
        else
        {
            float* from = (float*)source;
            float* to = (float*)destination;
            var a = Vector128.Load(from);
            var b = Vector128.Load(from + sourceRow);
            var c = Vector128.Load(from + 2 * sourceRow);
            var d = Vector128.Load(from + 3 * sourceRow);
            var ab = Low(a, b).AsDouble();
            var cd = Low(c, d).AsDouble();
            Low(ab, cd).AsSingle().Store(to);
            High(ab, cd).AsSingle().Store(to + destinationRow);
            ab = High(a, b).AsDouble();
            cd = High(c, d).AsDouble();
            Low(ab, cd).AsSingle().Store(to + 2 * destinationRow);
            High(ab, cd).AsSingle().Store(to + 3 * destinationRow);
        }
    }

    // The lower elements of both, alternating.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[1], b[1]);
}
