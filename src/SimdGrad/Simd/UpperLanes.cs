using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdGrad.Simd;

/// <summary>
/// The upper lanes of the runtime's vectors, as <see cref="IVec{V, T}.Upper"/> has them. Not among our vectors: one that folds
/// its halves would have the runtime load the types of narrower ones, which takes it a millisecond each.
/// </summary>
internal static class UpperLanes
{
    /// <summary>Lane <paramref name="lanes"/> + i as lane i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Of<T>(Vector128<T> x, int lanes)
    {
        if (typeof(T) == typeof(double))
            return Vector128.Shuffle(x.AsDouble(), Vector128.Create(1L, 1)).As<double, T>();
        return lanes == 2
            ? Vector128.Shuffle(x.AsSingle(), Vector128.Create(2, 3, 2, 3)).As<float, T>()
            : Vector128.Shuffle(x.AsSingle(), Vector128.Create(1, 1, 1, 1)).As<float, T>();
    }

    /// <inheritdoc cref="Of{T}(Vector128{T}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of<T>(Vector256<T> x, int lanes) => 2 * lanes == Vector256<T>.Count
        ? x.GetUpper().ToVector256Unsafe()
        : Of(x.GetLower(), lanes).ToVector256Unsafe();

    /// <inheritdoc cref="Of{T}(Vector128{T}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<T>(Vector512<T> x, int lanes) => 2 * lanes == Vector512<T>.Count
        ? x.GetUpper().ToVector512Unsafe()
        : Of(x.GetLower(), lanes).ToVector512Unsafe();
}
