using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The register tile for a B that lies transposed: up to 12 rows by a vector, or 4 by 2. Blocks of B are transposed in registers
/// and multiplied at once: while they are shuffled, other units multiply.
/// </summary>
/// <remarks>
/// A vector at a time, since that leaves registers to transpose in. Few rows of short vectors take two, as one chain of
/// multiply-adds waits longer for itself than its next factors take.
/// </remarks>
/// <typeparam name="TRows">The number of rows, 1 to 12.</typeparam>
/// <typeparam name="TVectors">The number of vectors, 1 or 2.</typeparam>
/// <typeparam name="TCopies">1 if the vectors of B are left side by side on the way, else 0.</typeparam>
internal static unsafe class GemmTileColumns<TRows, TVectors, TCopies>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
    where TCopies : struct, IConstant
{
    /// <summary>
    /// Computes some tiles of the same rows, one beside the other, over all panels of k. Step p of the strip's B is at B + p, its
    /// lanes BStep apart. What is copied is that of all these tiles together. There are as many steps as a block has, or more.
    /// </summary>
    /// <param name="strip">What they read and write, from the first of these tiles on.</param>
    /// <param name="tiles">Their number.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(in GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* block = stackalloc T[BlockTranspose.Side<T>() * TVectors.Value * V.Count];
        T* first = strip.B, c = strip.C, firstPacked = strip.Packed;
        nint aRow = strip.ARow, aStep = strip.AStep, lane = strip.BStep, side = BlockTranspose.Side<T>();
        nint panel = GemmBlocking.Panel((int)strip.Steps);
        nint second = V.Count * lane, width = TVectors.Value * V.Count, packedStep = tiles * width;
        for (; tiles > 0; tiles--, first += width * lane, c += width, firstPacked += width)
        {
            // Several rows read A by another variable for the second vector, or the compiler keeps their factors for both: more
            // than there are registers.
            T* a = strip.A, again = a, b = first, packed = firstPacked;
            bool add = strip.Accumulate;
            for (nint left = strip.Steps; left > 0; left -= panel)
            {
                V c00 = V.Zero, c01 = V.Zero;
                V c10 = V.Zero, c11 = V.Zero;
                V c20 = V.Zero, c21 = V.Zero;
                V c30 = V.Zero, c31 = V.Zero;
                V c40 = V.Zero, c41 = V.Zero;
                V c50 = V.Zero, c51 = V.Zero;
                V c60 = V.Zero, c61 = V.Zero;
                V c70 = V.Zero, c71 = V.Zero;
                V c80 = V.Zero, c81 = V.Zero;
                V c90 = V.Zero, c91 = V.Zero;
                V c100 = V.Zero, c101 = V.Zero;
                V c110 = V.Zero, c111 = V.Zero;
                nint k = Math.Min(left, panel);
                for (; k >= side; k -= side, a += side * aStep, b += side, packed += side * packedStep)
                {
                    Block<V, T>(
                        b, lane, a, aRow, aStep, packed, packedStep,
                        ref c00, ref c10, ref c20, ref c30, ref c40, ref c50,
                        ref c60, ref c70, ref c80, ref c90, ref c100, ref c110);
                    if (TVectors.Value > 1)
                        Block<V, T>(
                            b + second, lane, TRows.Value > 1 ? again : a, aRow, aStep, packed + V.Count, packedStep,
                            ref c01, ref c11, ref c21, ref c31, ref c41, ref c51,
                            ref c61, ref c71, ref c81, ref c91, ref c101, ref c111);
                    if (TRows.Value > 1)
                        again += side * aStep;
                }
                // The last steps, fewer than a block has: from a block that ends with them. The distance of lanes is read again,
                // or the compiler would keep what it computes from it for both: for lack of registers in memory.
                if (k > 0)
                {
                    nint distance = Volatile.Read(in strip.BStep);
                    for (nint l = 0; l < width; l += V.Count)
                        BlockTranspose.Run<V, T>(b + k - side + l * distance, distance, block + l, width);
                }
                for (T* from = block + (side - k) * width; k > 0; k--, a += aStep, from += width, packed += packedStep)
                {
                    Step<V, T>(
                        V.Load(ref from[0]), a, aRow, packed,
                        ref c00, ref c10, ref c20, ref c30, ref c40, ref c50,
                        ref c60, ref c70, ref c80, ref c90, ref c100, ref c110);
                    if (TVectors.Value > 1)
                        Step<V, T>(
                            V.Load(ref from[V.Count]), a, aRow, packed + V.Count,
                            ref c01, ref c11, ref c21, ref c31, ref c41, ref c51,
                            ref c61, ref c71, ref c81, ref c91, ref c101, ref c111);
                }
                Store<V, T>(
                    c, strip.CRow, add,
                    ref c00, ref c10, ref c20, ref c30, ref c40, ref c50,
                    ref c60, ref c70, ref c80, ref c90, ref c100, ref c110);
                if (TVectors.Value > 1)
                    Store<V, T>(
                        c + V.Count, strip.CRow, add,
                        ref c01, ref c11, ref c21, ref c31, ref c41, ref c51,
                        ref c61, ref c71, ref c81, ref c91, ref c101, ref c111);
                again = a;
                add = true;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<V, T>(
        T* b, nint lane, T* a, nint aRow, nint aStep, T* packed, nint packedStep,
        ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5,
        ref V c6, ref V c7, ref V c8, ref V c9, ref V c10, ref V c11)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        BlockTranspose.Load(b, lane, out V b0, out V b1, out V b2, out V b3);
        Step<V, T>(
            b0, a, aRow, packed,
            ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
            ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
        Step<V, T>(
            b1, a + aStep, aRow, packed + packedStep,
            ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
            ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
        if (BlockTranspose.Side<T>() == 2)
            return;
        Step<V, T>(
            b2, a + 2 * aStep, aRow, packed + 2 * packedStep,
            ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
            ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
        Step<V, T>(
            b3, a + 3 * aStep, aRow, packed + 3 * packedStep,
            ref c0, ref c1, ref c2, ref c3, ref c4, ref c5,
            ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V, T>(
        V b, T* a, nint aRow, T* packed,
        ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5,
        ref V c6, ref V c7, ref V c8, ref V c9, ref V c10, ref V c11)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (TCopies.Value > 0)
            V.Store(b, ref *packed);
        // Each in place: more methods would be more than the compiler is willing to inline.
        T* a3 = a + 3 * aRow, a6 = a + 6 * aRow, a9 = a + 9 * aRow;
        V.AddProduct(ref c0, a[0], b);
        if (TRows.Value > 1)
            V.AddProduct(ref c1, a[aRow], b);
        if (TRows.Value > 2)
            V.AddProduct(ref c2, a[2 * aRow], b);
        if (TRows.Value > 3)
            V.AddProduct(ref c3, a3[0], b);
        if (TRows.Value > 4)
            V.AddProduct(ref c4, a3[aRow], b);
        if (TRows.Value > 5)
            V.AddProduct(ref c5, a3[2 * aRow], b);
        if (TRows.Value <= 6)
            return;
        V.AddProduct(ref c6, a6[0], b);
        if (TRows.Value > 7)
            V.AddProduct(ref c7, a6[aRow], b);
        if (TRows.Value > 8)
            V.AddProduct(ref c8, a6[2 * aRow], b);
        if (TRows.Value > 9)
            V.AddProduct(ref c9, a9[0], b);
        if (TRows.Value > 10)
            V.AddProduct(ref c10, a9[aRow], b);
        if (TRows.Value > 11)
            V.AddProduct(ref c11, a9[2 * aRow], b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(
        T* c, nint cRow, bool add,
        ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5,
        ref V c6, ref V c7, ref V c8, ref V c9, ref V c10, ref V c11)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        Store(c0, c, add);
        if (TRows.Value > 1)
            Store(c1, c + cRow, add);
        if (TRows.Value > 2)
            Store(c2, c + 2 * cRow, add);
        if (TRows.Value > 3)
            Store(c3, c + 3 * cRow, add);
        if (TRows.Value > 4)
            Store(c4, c + 4 * cRow, add);
        if (TRows.Value > 5)
            Store(c5, c + 5 * cRow, add);
        if (TRows.Value <= 6)
            return;
        Store(c6, c + 6 * cRow, add);
        if (TRows.Value > 7)
            Store(c7, c + 7 * cRow, add);
        if (TRows.Value > 8)
            Store(c8, c + 8 * cRow, add);
        if (TRows.Value > 9)
            Store(c9, c + 9 * cRow, add);
        if (TRows.Value > 10)
            Store(c10, c + 10 * cRow, add);
        if (TRows.Value > 11)
            Store(c11, c + 11 * cRow, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(V x, T* c, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged => V.Store(add ? V.Load(ref *c) + x : x, ref *c);
}
