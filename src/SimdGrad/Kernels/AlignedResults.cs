using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Where a result is aligned to whole vectors.</summary>
internal static unsafe class AlignedResults
{
    private const int ManyVectors = 32;

    /// <summary>
    /// Whether a partial vector at the beginning pays, after which all are aligned. The garbage collector may move the result
    /// meanwhile, which would cost time and nothing else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Pays<V, T>(ref T y, nint n) where V : struct, IVec<V, T> where T : unmanaged =>
        n >= ManyVectors * V.Count && ((nint)Unsafe.AsPointer(ref y) & (V.Count * sizeof(T) - 1)) != 0;

    /// <summary>The elements before the first that is aligned to a vector, of <paramref name="n"/> at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Unaligned<V, T>(T* y, nint n) where V : struct, IVec<V, T> where T : unmanaged =>
        nint.Min(n, (nint)((nuint)(-(nint)y) / (nuint)sizeof(T) % (nuint)V.Count));
}
