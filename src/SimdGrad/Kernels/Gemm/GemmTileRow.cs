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

    /// <summary>Computes the tile of a strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(in GemmStrip<T> strip)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* a = strip.A, b = strip.B, c = strip.C;
        nint aStep = strip.AStep, bStep = strip.BStep;
        V c0 = V.Zero, c1 = V.Zero, c2 = V.Zero, c3 = V.Zero, c4 = V.Zero, c5 = V.Zero, c6 = V.Zero, c7 = V.Zero;
        for (nint k = strip.Steps; k > 0; k--, a += aStep, b += bStep)
        {
            V x = V.Factor(*a);
            V.AddProduct(ref c0, x, V.Load(ref b[0]));
            V.AddProduct(ref c1, x, V.Load(ref b[V.Count]));
            V.AddProduct(ref c2, x, V.Load(ref b[2 * V.Count]));
            V.AddProduct(ref c3, x, V.Load(ref b[3 * V.Count]));
            V.AddProduct(ref c4, x, V.Load(ref b[4 * V.Count]));
            V.AddProduct(ref c5, x, V.Load(ref b[5 * V.Count]));
            V.AddProduct(ref c6, x, V.Load(ref b[6 * V.Count]));
            V.AddProduct(ref c7, x, V.Load(ref b[7 * V.Count]));
        }
        bool add = strip.Accumulate;
        Store<V, T>(c0, c, add);
        Store<V, T>(c1, c + V.Count, add);
        Store<V, T>(c2, c + 2 * V.Count, add);
        Store<V, T>(c3, c + 3 * V.Count, add);
        Store<V, T>(c4, c + 4 * V.Count, add);
        Store<V, T>(c5, c + 5 * V.Count, add);
        Store<V, T>(c6, c + 6 * V.Count, add);
        Store<V, T>(c7, c + 7 * V.Count, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(V x, T* c, bool add) where V : struct, IVec<V, T> where T : unmanaged =>
        V.Store(add ? V.Load(ref *c) + x : x, ref *c);
}
