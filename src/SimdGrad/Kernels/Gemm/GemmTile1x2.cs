using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The register tile of 1 row and 2 vectors of columns: one chain of fused multiply-adds for each element.</summary>
/// <remarks>For a single last row.</remarks>
internal static unsafe class GemmTile1x2
{
    /// <summary>c = a * b over k steps. The loop and the stores, nothing else: whatever is added here costs registers.</summary>
    /// <param name="k">The number of steps.</param>
    /// <param name="a">Element p at a + p * aStep.</param>
    /// <param name="aStep">The distance of two steps of a.</param>
    /// <param name="b">Two vectors at b + p * bStep.</param>
    /// <param name="bStep">The distance of two steps of b.</param>
    /// <param name="c">Receives two vectors a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, T>(nint k, T* a, nint aStep, T* b, nint bStep, T* c)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V c00 = V.Zero, c01 = V.Zero;
        for (; k > 0; k--)
        {
            V b0 = V.Load(ref b[0]), b1 = V.Load(ref b[V.Count]);
            V x = V.Splat(a[0]);
            c00 = V.Fma(x, b0, c00);
            c01 = V.Fma(x, b1, c01);
            a += aStep;
            b += bStep;
        }
        V.Store(c00, ref c[0]);
        V.Store(c01, ref c[V.Count]);
    }
}
