using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The register tile: up to 12 rows by 2 vectors of C, held in registers while k runs. One chain of fused multiply-adds for
/// each element, in rising order of k.
/// </summary>
/// <remarks>
/// The shape is a constant to the compiler, so the rows and vectors that it lacks vanish with their registers.
/// A is read by broadcasts and may have any strides; B is read by whole vectors. Both may be packed or lie in place. Nothing
/// but the loop and the stores belongs here: whatever is added costs registers.
/// </remarks>
/// <typeparam name="TRows">The number of rows, 1 to 12.</typeparam>
/// <typeparam name="TVectors">The number of vectors, 1 or 2.</typeparam>
/// <typeparam name="TFetches">
/// 1 if the cache is asked for b in advance, else 0: it follows rows that lie side by side by itself.
/// </typeparam>
/// <typeparam name="TCopies">1 if b is copied side by side on the way, 2 if a is, else 0.</typeparam>
/// <typeparam name="TTable">1 if a table tells where the steps of b begin; tiles then stand side by side. Else 0.</typeparam>
internal static unsafe class GemmTile<TRows, TVectors, TFetches, TCopies, TTable>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
    where TFetches : struct, IConstant
    where TCopies : struct, IConstant
    where TTable : struct, IConstant
{
    // The rows that are finished, and stored, before the others: a processor that holds few stores whose values are not there
    // yet would otherwise take in nothing more until all rows are finished, and then have nothing to multiply.
    private const int FirstRows = 6;

    private static bool EndsInTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRows.Value > FirstRows && TVectors.Value > 1 && TCopies.Value == 0;
    }

    // Few rows, which read B in place, are over before it would help.
    private static bool CanLookAhead
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTable.Value == 0 && (TFetches.Value == 0 || TCopies.Value == 1);
    }

    /// <summary>Computes some tiles of a strip, one below the other, or with a table one beside the other.</summary>
    /// <param name="strip">The strip, from the first of these tiles on.</param>
    /// <param name="tiles">Their number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(ref GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* a = strip.A, c = strip.C, first = strip.B, firstPackedA = strip.PackedA;
        nint aStep = strip.AStep, cRow = strip.CRow;
        // Rows that are copied are read from their copy, where they do not compete for places of the first-level cache.
        bool copiesRows = TCopies.Value == 2 && aStep == 1;
        nint aRow = copiesRows ? strip.PackedARow : strip.ARow;
        // A variable, since the compiler adds it to an address in the instruction that uses that, but a property beforehand.
        nint lanes = V.Count, beside = TTable.Value > 0 ? TVectors.Value * lanes : 0;
        nint end = EndsInTwo ? Math.Min(GemmBlocking.EndSteps, strip.Steps) : 0;
        for (; tiles > 0; tiles--, a += strip.ATile, c += strip.CTile, first += beside, firstPackedA += strip.PackedATile)
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
            // Three offsets from every third row keep the addresses of 12 rows in seven registers.
            T* a0 = copiesRows ? firstPackedA : a, a3 = a0 + 3 * aRow, a6 = a0 + 6 * aRow, a9 = a0 + 9 * aRow;
            nint i0 = 0, i1 = aRow, i2 = 2 * aRow, bStep = strip.BStep;
            T* b = first, packed = strip.Packed, packedA = firstPackedA;
            int* start = strip.Table;
            // The cache is asked for C meanwhile, a row at a time: all at once would keep A and B waiting. Here and below for the
            // lines that vectors end in: where they do not begin with one, the strip before has asked for that they begin in.
            T* fetched = c;
            // The second-level cache is asked for what other strips read, in the same way.
            if (CanLookAhead && strip.LooksAhead)
            {
                strip.NextA.Begin(c);
                strip.NextB.Begin(c);
            }
            for (nint left = strip.Steps; left > 0; left -= GemmBlocking.FetchSteps, fetched += cRow)
            {
                Cache.Prefetch(fetched + lanes - 1);
                if (TVectors.Value > 1)
                    Cache.Prefetch(fetched + 2 * lanes - 1);
                if (copiesRows)
                    CopyRows<V, T>(a + i0, strip.ARow, Math.Min(left, GemmBlocking.FetchSteps), a0 + i0, aRow);
                for (nint k = Math.Min(left - end, GemmBlocking.FetchSteps); k > 0; k--)
                {
                    if (TCopies.Value == 2 && aStep != 1)
                    {
                        Unsafe.CopyBlockUnaligned(packedA, a0 + i0, (uint)(TRows.Value * sizeof(T)));
                        packedA += TRows.Value;
                    }
                    // For a in columns. Smaller tiles are bound by what they load.
                    if (TVectors.Value > 1 && TRows.Value > GemmBlocking.TileRowsMax / 2)
                        Cache.Prefetch(a0 + i0 + GemmBlocking.AheadSteps * aStep);
                    if (TFetches.Value > 0)
                    {
                        Cache.Prefetch(b + GemmBlocking.AheadSteps * bStep + lanes - 1);
                        if (TVectors.Value > 1)
                            Cache.Prefetch(b + GemmBlocking.AheadSteps * bStep + 2 * lanes - 1);
                    }
                    if (TTable.Value > 0)
                        b = first + *start++;
                    V b0 = V.Load(ref b[0]);
                    V b1 = TVectors.Value > 1 ? V.Load(ref b[lanes]) : V.Zero;
                    if (TCopies.Value == 1)
                    {
                        V.Store(b0, ref packed[0]);
                        if (TVectors.Value > 1)
                            V.Store(b1, ref packed[lanes]);
                        packed += TVectors.Value * lanes;
                    }
                    Step<V, T>(0, a0, i0, b0, b1, ref c00, ref c01);
                    Step<V, T>(1, a0, i1, b0, b1, ref c10, ref c11);
                    Step<V, T>(2, a0, i2, b0, b1, ref c20, ref c21);
                    Step<V, T>(3, a3, i0, b0, b1, ref c30, ref c31);
                    Step<V, T>(4, a3, i1, b0, b1, ref c40, ref c41);
                    Step<V, T>(5, a3, i2, b0, b1, ref c50, ref c51);
                    Step<V, T>(6, a6, i0, b0, b1, ref c60, ref c61);
                    Step<V, T>(7, a6, i1, b0, b1, ref c70, ref c71);
                    Step<V, T>(8, a6, i2, b0, b1, ref c80, ref c81);
                    Step<V, T>(9, a9, i0, b0, b1, ref c90, ref c91);
                    Step<V, T>(10, a9, i1, b0, b1, ref c100, ref c101);
                    Step<V, T>(11, a9, i2, b0, b1, ref c110, ref c111);
                    i0 += aStep;
                    i1 += aStep;
                    i2 += aStep;
                    if (TTable.Value == 0)
                        b += bStep;
                }
                if (CanLookAhead && strip.LooksAhead)
                {
                    strip.NextA.Ask();
                    strip.NextB.Ask();
                }
            }
            // Written out like the steps above: the address of b, passed by reference, takes two instructions more in each.
            if (EndsInTwo)
            {
                for (nint k = end; k > 0; k--)
                {
                    if (TTable.Value > 0)
                        b = first + *start++;
                    V b0 = V.Load(ref b[0]), b1 = V.Load(ref b[lanes]);
                    Step<V, T>(0, a0, i0, b0, b1, ref c00, ref c01);
                    Step<V, T>(1, a0, i1, b0, b1, ref c10, ref c11);
                    Step<V, T>(2, a0, i2, b0, b1, ref c20, ref c21);
                    Step<V, T>(3, a3, i0, b0, b1, ref c30, ref c31);
                    Step<V, T>(4, a3, i1, b0, b1, ref c40, ref c41);
                    Step<V, T>(5, a3, i2, b0, b1, ref c50, ref c51);
                    i0 += aStep;
                    i1 += aStep;
                    i2 += aStep;
                    if (TTable.Value == 0)
                        b += bStep;
                }
            }
            if (strip.Accumulate)
            {
                Add<V, T>(0, c, cRow, ref c00, ref c01);
                Add<V, T>(1, c, cRow, ref c10, ref c11);
                Add<V, T>(2, c, cRow, ref c20, ref c21);
                Add<V, T>(3, c, cRow, ref c30, ref c31);
                Add<V, T>(4, c, cRow, ref c40, ref c41);
                Add<V, T>(5, c, cRow, ref c50, ref c51);
            }
            Store<V, T>(0, c, cRow, c00, c01);
            Store<V, T>(1, c, cRow, c10, c11);
            Store<V, T>(2, c, cRow, c20, c21);
            Store<V, T>(3, c, cRow, c30, c31);
            Store<V, T>(4, c, cRow, c40, c41);
            Store<V, T>(5, c, cRow, c50, c51);
            if (EndsInTwo)
            {
                // Back to where these steps began.
                i0 -= end * aStep;
                i1 -= end * aStep;
                i2 -= end * aStep;
                if (TTable.Value > 0)
                    start -= end;
                else
                    b -= end * bStep;
                for (nint k = end; k > 0; k--)
                {
                    if (TTable.Value > 0)
                        b = first + *start++;
                    V b0 = V.Load(ref b[0]), b1 = V.Load(ref b[lanes]);
                    Step<V, T>(6, a6, i0, b0, b1, ref c60, ref c61);
                    Step<V, T>(7, a6, i1, b0, b1, ref c70, ref c71);
                    Step<V, T>(8, a6, i2, b0, b1, ref c80, ref c81);
                    Step<V, T>(9, a9, i0, b0, b1, ref c90, ref c91);
                    Step<V, T>(10, a9, i1, b0, b1, ref c100, ref c101);
                    Step<V, T>(11, a9, i2, b0, b1, ref c110, ref c111);
                    i0 += aStep;
                    i1 += aStep;
                    i2 += aStep;
                    if (TTable.Value == 0)
                        b += bStep;
                }
            }
            if (strip.Accumulate)
            {
                Add<V, T>(6, c, cRow, ref c60, ref c61);
                Add<V, T>(7, c, cRow, ref c70, ref c71);
                Add<V, T>(8, c, cRow, ref c80, ref c81);
                Add<V, T>(9, c, cRow, ref c90, ref c91);
                Add<V, T>(10, c, cRow, ref c100, ref c101);
                Add<V, T>(11, c, cRow, ref c110, ref c111);
            }
            Store<V, T>(6, c, cRow, c60, c61);
            Store<V, T>(7, c, cRow, c70, c71);
            Store<V, T>(8, c, cRow, c80, c81);
            Store<V, T>(9, c, cRow, c90, c91);
            Store<V, T>(10, c, cRow, c100, c101);
            Store<V, T>(11, c, cRow, c110, c111);
        }
    }

    // Some steps of rows that lie apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRows<V, T>(T* a, nint aRow, nint steps, T* packed, nint packedRow)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (nint i = 0; i < TRows.Value; i++, a += aRow, packed += packedRow)
        {
            nint p = 0;
            for (; p <= steps - V.Count; p += V.Count)
                V.Store(V.Load(ref a[p]), ref packed[p]);
            if (p < steps)
                V.StorePartial(V.LoadPartial(ref a[p], (int)(steps - p)), ref packed[p], (int)(steps - p));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V, T>(int row, T* a, nint offset, V b0, V b1, ref V c0, ref V c1)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        if (TVectors.Value == 1)
        {
            V.AddProduct(ref c0, a[offset], b0);
            return;
        }
        V x = V.Factor(a[offset]);
        V.AddProduct(ref c0, x, b0);
        V.AddProduct(ref c1, x, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, T>(int row, T* c, nint cRow, ref V c0, ref V c1)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        T* from = c + row * cRow;
        nint lanes = V.Count;
        c0 = V.Load(ref from[0]) + c0;
        if (TVectors.Value > 1)
            c1 = V.Load(ref from[lanes]) + c1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(int row, T* c, nint cRow, V c0, V c1)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        T* to = c + row * cRow;
        nint lanes = V.Count;
        V.Store(c0, ref to[0]);
        if (TVectors.Value > 1)
            V.Store(c1, ref to[lanes]);
    }
}
