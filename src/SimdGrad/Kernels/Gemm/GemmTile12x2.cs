using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The register tile of 12 rows and 2 vectors of columns: one chain of fused multiply-adds for each element.</summary>
/// <remarks>24 accumulators, for processors with 32 vector registers.</remarks>
internal static unsafe class GemmTile12x2
{
    /// <summary>c = a * b over k steps. The loop and the stores, nothing else: whatever is added here costs registers.</summary>
    /// <param name="k">The number of steps.</param>
    /// <param name="a">Element (i, p) at a + i * aRow + p * aStep, for 12 rows.</param>
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
        V c000 = V.Zero, c001 = V.Zero;
        V c010 = V.Zero, c011 = V.Zero;
        V c020 = V.Zero, c021 = V.Zero;
        V c030 = V.Zero, c031 = V.Zero;
        V c040 = V.Zero, c041 = V.Zero;
        V c050 = V.Zero, c051 = V.Zero;
        V c060 = V.Zero, c061 = V.Zero;
        V c070 = V.Zero, c071 = V.Zero;
        V c080 = V.Zero, c081 = V.Zero;
        V c090 = V.Zero, c091 = V.Zero;
        V c100 = V.Zero, c101 = V.Zero;
        V c110 = V.Zero, c111 = V.Zero;
        T* a3 = a + 3 * aRow;
        T* a6 = a + 6 * aRow;
        T* a9 = a + 9 * aRow;
        nint i0 = 0, i1 = aRow, i2 = 2 * aRow;
        for (; k > 0; k--)
        {
            V b0 = V.Load(ref b[0]), b1 = V.Load(ref b[V.Count]);
            V x = V.Splat(a[i0]);
            c000 = V.Fma(x, b0, c000);
            c001 = V.Fma(x, b1, c001);
            x = V.Splat(a[i1]);
            c010 = V.Fma(x, b0, c010);
            c011 = V.Fma(x, b1, c011);
            x = V.Splat(a[i2]);
            c020 = V.Fma(x, b0, c020);
            c021 = V.Fma(x, b1, c021);
            x = V.Splat(a3[i0]);
            c030 = V.Fma(x, b0, c030);
            c031 = V.Fma(x, b1, c031);
            x = V.Splat(a3[i1]);
            c040 = V.Fma(x, b0, c040);
            c041 = V.Fma(x, b1, c041);
            x = V.Splat(a3[i2]);
            c050 = V.Fma(x, b0, c050);
            c051 = V.Fma(x, b1, c051);
            x = V.Splat(a6[i0]);
            c060 = V.Fma(x, b0, c060);
            c061 = V.Fma(x, b1, c061);
            x = V.Splat(a6[i1]);
            c070 = V.Fma(x, b0, c070);
            c071 = V.Fma(x, b1, c071);
            x = V.Splat(a6[i2]);
            c080 = V.Fma(x, b0, c080);
            c081 = V.Fma(x, b1, c081);
            x = V.Splat(a9[i0]);
            c090 = V.Fma(x, b0, c090);
            c091 = V.Fma(x, b1, c091);
            x = V.Splat(a9[i1]);
            c100 = V.Fma(x, b0, c100);
            c101 = V.Fma(x, b1, c101);
            x = V.Splat(a9[i2]);
            c110 = V.Fma(x, b0, c110);
            c111 = V.Fma(x, b1, c111);
            i0 += aStep;
            i1 += aStep;
            i2 += aStep;
            b += bStep;
        }
        V.Store(c000, ref c[0]);
        V.Store(c001, ref c[V.Count]);
        V.Store(c010, ref c[cRow]);
        V.Store(c011, ref c[cRow + V.Count]);
        V.Store(c020, ref c[2 * cRow]);
        V.Store(c021, ref c[2 * cRow + V.Count]);
        V.Store(c030, ref c[3 * cRow]);
        V.Store(c031, ref c[3 * cRow + V.Count]);
        V.Store(c040, ref c[4 * cRow]);
        V.Store(c041, ref c[4 * cRow + V.Count]);
        V.Store(c050, ref c[5 * cRow]);
        V.Store(c051, ref c[5 * cRow + V.Count]);
        V.Store(c060, ref c[6 * cRow]);
        V.Store(c061, ref c[6 * cRow + V.Count]);
        V.Store(c070, ref c[7 * cRow]);
        V.Store(c071, ref c[7 * cRow + V.Count]);
        V.Store(c080, ref c[8 * cRow]);
        V.Store(c081, ref c[8 * cRow + V.Count]);
        V.Store(c090, ref c[9 * cRow]);
        V.Store(c091, ref c[9 * cRow + V.Count]);
        V.Store(c100, ref c[10 * cRow]);
        V.Store(c101, ref c[10 * cRow + V.Count]);
        V.Store(c110, ref c[11 * cRow]);
        V.Store(c111, ref c[11 * cRow + V.Count]);
    }
}
