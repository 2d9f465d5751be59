using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The sum of the exponentials of a row, chunk by chunk: each chunk is in the first-level cache when it is read again, and the
/// row need not exist as a whole. A chunk's exponentials are relative to its own maximum; when that of the row is known, they are
/// multiplied by exp of the difference.
/// </summary>
internal static unsafe class SoftmaxChunk
{
    /// <summary>The length of a chunk; of the last, what is left.</summary>
    public const int Length = Fold.ChunkLength;

    /// <summary>The number of chunks of a row.</summary>
    public static int Count(int columns) => (columns - 1) / Length + 1;

    /// <summary>What exponentials are relative to: the maximum, but 0 where that is -infinity, so that they are 0.</summary>
    public static T Shift<T>(T max) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNegativeInfinity(max) ? T.Zero : max;

    /// <summary>The maximum of a chunk, but for NaN, which its sum shows.</summary>
    public static T Max<V, T>(T* x, int n)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Fold.Run<NumberMaxCombine, SpanTerm<T>, V, T>(new(new(x, n)), 0, n);

    /// <summary>Returns the sum of e[i] = exp(x[i] - shift); writes these unless e is null, in place if it is x.</summary>
    public static T Exp<V, T>(T* x, T shift, T* e, int n)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Fold.Run<AddCombine, ExpTerm<T>, V, T>(new(new(x, n), shift, e == null ? default : new(e, n)), 0, n);

    /// <summary>
    /// Returns the maximum of a row, and its sum, given those of its chunks, and writes the factor of each chunk, in place if
    /// over either.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Join<V, T>(T* maxima, T* sums, int chunks, T* factors, out T sum)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (chunks > 1)
            return JoinSeveral<V, T>(maxima, sums, chunks, factors, out sum);
        T max = maxima[0];
        sum = sums[0];
        factors[0] = T.One;
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T JoinSeveral<V, T>(T* maxima, T* sums, int chunks, T* factors, out T sum)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T max = maxima[0];
        for (int i = 1; i < chunks; i++)
            max = NumberMaxCombine.OfScalars(max, maxima[i]);
        sum = T.Zero;
        for (int i = 0; i < chunks; i++)
        {
            T part = sums[i];
            V.StorePartial(VecMath.Exp(V.Splat(maxima[i] - max)), ref factors[i], 1);
            sum += factors[i] * part;
        }
        return max;
    }

    /// <summary>The logarithm, as the kernels have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Log<V, T>(T x)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V.StorePartial(VecMath.Log(V.Splat(x)), ref x, 1);
        return x;
    }
}
