using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The register tile of 6 rows and 2 vectors of columns: one chain of fused multiply-adds for each element.</summary>
/// <remarks>12 accumulators, for processors with 16 vector registers, and for the last rows of a block.</remarks>
internal static unsafe class GemmTile6x2
{
    /// <summary>c = a * b over k steps. The loop and the stores, nothing else: whatever is added here costs registers.</summary>
    /// <param name="k">The number of steps.</param>
    /// <param name="a">Element (i, p) at a + i * aRow + p * aStep, for 6 rows.</param>
    /// <param name="aRow">The distance of two rows of a.</param>
    /// <param name="aStep">The distance of two steps of a.</param>
    /// <param name="b">Two vectors at b + p * bStep.</param>
    /// <param name="bStep">The distance of two steps of b.</param>
    /// <param name="c">Receives two vectors a row.</param>
    /// <param name="cRow">The distance of two rows of c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, T>(nint k, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V c00 = V.Zero, c01 = V.Zero;
        V c10 = V.Zero, c11 = V.Zero;
        V c20 = V.Zero, c21 = V.Zero;
        V c30 = V.Zero, c31 = V.Zero;
        V c40 = V.Zero, c41 = V.Zero;
        V c50 = V.Zero, c51 = V.Zero;
        T* a3 = a + 3 * aRow;
        nint i0 = 0, i1 = aRow, i2 = 2 * aRow;
        for (; k > 0; k--)
        {
            V b0 = V.Load(ref b[0]), b1 = V.Load(ref b[V.Count]);
            V x = V.Splat(a[i0]);
            c00 = V.Fma(x, b0, c00);
            c01 = V.Fma(x, b1, c01);
            x = V.Splat(a[i1]);
            c10 = V.Fma(x, b0, c10);
            c11 = V.Fma(x, b1, c11);
            x = V.Splat(a[i2]);
            c20 = V.Fma(x, b0, c20);
            c21 = V.Fma(x, b1, c21);
            x = V.Splat(a3[i0]);
            c30 = V.Fma(x, b0, c30);
            c31 = V.Fma(x, b1, c31);
            x = V.Splat(a3[i1]);
            c40 = V.Fma(x, b0, c40);
            c41 = V.Fma(x, b1, c41);
            x = V.Splat(a3[i2]);
            c50 = V.Fma(x, b0, c50);
            c51 = V.Fma(x, b1, c51);
            i0 += aStep;
            i1 += aStep;
            i2 += aStep;
            b += bStep;
        }
        V.Store(c00, ref c[0]);
        V.Store(c01, ref c[V.Count]);
        V.Store(c10, ref c[cRow]);
        V.Store(c11, ref c[cRow + V.Count]);
        V.Store(c20, ref c[2 * cRow]);
        V.Store(c21, ref c[2 * cRow + V.Count]);
        V.Store(c30, ref c[3 * cRow]);
        V.Store(c31, ref c[3 * cRow + V.Count]);
        V.Store(c40, ref c[4 * cRow]);
        V.Store(c41, ref c[4 * cRow + V.Count]);
        V.Store(c50, ref c[5 * cRow]);
        V.Store(c51, ref c[5 * cRow + V.Count]);
    }
}
