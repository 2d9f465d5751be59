using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The register tile for few rows and a B that lies transposed: up to 4 rows by 1 or 2 vectors. Blocks of B are transposed in
/// registers and multiplied at once, since to store them first would take longer than the few products that they are for.
/// </summary>
/// <typeparam name="TRows">The number of rows, 1 to 4.</typeparam>
/// <typeparam name="TVectors">The number of vectors, 1 or 2.</typeparam>
internal static unsafe class GemmTileColumns<TRows, TVectors>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
{
    /// <summary>
    /// Computes some tiles of the same rows, one beside the other, over all panels of k. Step p of the strip's B is at B + p, its
    /// lanes BStep apart.
    /// </summary>
    /// <param name="strip">What they read and write, from the first of these tiles on.</param>
    /// <param name="tiles">Their number.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(in GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* lanes = stackalloc T[2 * V.Count];
        T* first = strip.B, c = strip.C;
        nint aRow = strip.ARow, aStep = strip.AStep, lane = strip.BStep, side = BlockTranspose.Side<T>();
        nint panel = GemmBlocking.Panel((int)strip.Steps);
        nint second = V.Count * lane, width = TVectors.Value * V.Count;
        for (; tiles > 0; tiles--, first += width * lane, c += width)
        {
            T* a = strip.A, b = first;
            bool add = strip.Accumulate;
            for (nint left = strip.Steps; left > 0; left -= panel)
            {
                V c00 = V.Zero, c01 = V.Zero;
                V c10 = V.Zero, c11 = V.Zero;
                V c20 = V.Zero, c21 = V.Zero;
                V c30 = V.Zero, c31 = V.Zero;
                nint k = Math.Min(left, panel);
                for (; k >= side; k -= side, a += side * aStep, b += side)
                {
                    Block<V, T>(b, lane, a, aRow, aStep, ref c00, ref c10, ref c20, ref c30);
                    if (TVectors.Value > 1)
                        Block<V, T>(b + second, lane, a, aRow, aStep, ref c01, ref c11, ref c21, ref c31);
                }
                // What is left of the blocks, lane by lane.
                for (; k > 0; k--, a += aStep, b++)
                {
                    for (nint l = 0; l < width; l++)
                        lanes[l] = b[l * lane];
                    Step<V, T>(V.Load(ref lanes[0]), a, aRow, ref c00, ref c10, ref c20, ref c30);
                    if (TVectors.Value > 1)
                        Step<V, T>(V.Load(ref lanes[V.Count]), a, aRow, ref c01, ref c11, ref c21, ref c31);
                }
                Store<V, T>(0, c, strip.CRow, c00, c01, add);
                Store<V, T>(1, c, strip.CRow, c10, c11, add);
                Store<V, T>(2, c, strip.CRow, c20, c21, add);
                Store<V, T>(3, c, strip.CRow, c30, c31, add);
                add = true;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<V, T>(
        T* b, nint lane, T* a, nint aRow, nint aStep, ref V c0, ref V c1, ref V c2, ref V c3)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        BlockTranspose.Load(b, lane, out V b0, out V b1, out V b2, out V b3);
        Step<V, T>(b0, a, aRow, ref c0, ref c1, ref c2, ref c3);
        Step<V, T>(b1, a + aStep, aRow, ref c0, ref c1, ref c2, ref c3);
        if (BlockTranspose.Side<T>() == 2)
            return;
        Step<V, T>(b2, a + 2 * aStep, aRow, ref c0, ref c1, ref c2, ref c3);
        Step<V, T>(b3, a + 3 * aStep, aRow, ref c0, ref c1, ref c2, ref c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V, T>(V b, T* a, nint aRow, ref V c0, ref V c1, ref V c2, ref V c3)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V.AddProduct(ref c0, *a, b);
        if (TRows.Value > 1)
            V.AddProduct(ref c1, a[aRow], b);
        if (TRows.Value > 2)
            V.AddProduct(ref c2, a[2 * aRow], b);
        if (TRows.Value > 3)
            V.AddProduct(ref c3, a[3 * aRow], b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(int row, T* c, nint cRow, V c0, V c1, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        c += row * cRow;
        V.Store(add ? V.Load(ref *c) + c0 : c0, ref *c);
        if (TVectors.Value > 1)
            V.Store(add ? V.Load(ref c[V.Count]) + c1 : c1, ref c[V.Count]);
    }
}
