using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The register tile of one row by 8 vectors, for products of a single row: eight independent chains hide the latency of the
/// multiply-add, and B is read in long runs.
/// </summary>
internal static unsafe class GemmTileRow
{
    /// <summary>The number of vectors.</summary>
    public const int Vectors = 8;

    /// <summary>c = a * b over k steps.</summary>
    /// <param name="k">The number of steps.</param>
    /// <param name="a">Element p is at a + p * aStep.</param>
    /// <param name="aStep">The distance of two steps of a.</param>
    /// <param name="b">The vectors of step p are at b + p * bStep.</param>
    /// <param name="bStep">The distance of two steps of b.</param>
    /// <param name="c">Receives the vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(nint k, T* a, nint aStep, T* b, nint bStep, T* c)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V c0 = V.Zero, c1 = V.Zero, c2 = V.Zero, c3 = V.Zero, c4 = V.Zero, c5 = V.Zero, c6 = V.Zero, c7 = V.Zero;
        for (; k > 0; k--, a += aStep, b += bStep)
        {
            V x = V.Splat(*a);
            c0 = V.Fma(x, V.Load(ref b[0]), c0);
            c1 = V.Fma(x, V.Load(ref b[V.Count]), c1);
            c2 = V.Fma(x, V.Load(ref b[2 * V.Count]), c2);
            c3 = V.Fma(x, V.Load(ref b[3 * V.Count]), c3);
            c4 = V.Fma(x, V.Load(ref b[4 * V.Count]), c4);
            c5 = V.Fma(x, V.Load(ref b[5 * V.Count]), c5);
            c6 = V.Fma(x, V.Load(ref b[6 * V.Count]), c6);
            c7 = V.Fma(x, V.Load(ref b[7 * V.Count]), c7);
        }
        V.Store(c0, ref c[0]);
        V.Store(c1, ref c[V.Count]);
        V.Store(c2, ref c[2 * V.Count]);
        V.Store(c3, ref c[3 * V.Count]);
        V.Store(c4, ref c[4 * V.Count]);
        V.Store(c5, ref c[5 * V.Count]);
        V.Store(c6, ref c[6 * V.Count]);
        V.Store(c7, ref c[7 * V.Count]);
    }
}
