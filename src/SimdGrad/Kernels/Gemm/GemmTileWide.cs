using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The register tile of up to 6 rows by 4 vectors, or 3 by 8, for products of so few rows: B, which is read once, is read in long
/// runs, and there are chains enough to hide the latency of the multiply-add.
/// </summary>
/// <typeparam name="TRows">The number of rows, 1 to 6.</typeparam>
/// <typeparam name="TVectors">The number of vectors, 4 or 8.</typeparam>
internal static unsafe class GemmTileWide<TRows, TVectors>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
{
    /// <summary>Computes the tile of a strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(in GemmStrip<T> strip)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* a = strip.A, b = strip.B;
        nint aRow = strip.ARow, aStep = strip.AStep, bStep = strip.BStep, lanes = V.Count;
        V c00 = V.Zero, c01 = V.Zero, c02 = V.Zero, c03 = V.Zero, c04 = V.Zero, c05 = V.Zero, c06 = V.Zero, c07 = V.Zero;
        V c10 = V.Zero, c11 = V.Zero, c12 = V.Zero, c13 = V.Zero, c14 = V.Zero, c15 = V.Zero, c16 = V.Zero, c17 = V.Zero;
        V c20 = V.Zero, c21 = V.Zero, c22 = V.Zero, c23 = V.Zero, c24 = V.Zero, c25 = V.Zero, c26 = V.Zero, c27 = V.Zero;
        V c30 = V.Zero, c31 = V.Zero, c32 = V.Zero, c33 = V.Zero, c34 = V.Zero, c35 = V.Zero, c36 = V.Zero, c37 = V.Zero;
        V c40 = V.Zero, c41 = V.Zero, c42 = V.Zero, c43 = V.Zero, c44 = V.Zero, c45 = V.Zero, c46 = V.Zero, c47 = V.Zero;
        V c50 = V.Zero, c51 = V.Zero, c52 = V.Zero, c53 = V.Zero, c54 = V.Zero, c55 = V.Zero, c56 = V.Zero, c57 = V.Zero;
        for (nint k = strip.Steps; k > 0; k--, a += aStep, b += bStep)
        {
            V x0 = V.Factor(a[0]);
            V x1 = TRows.Value > 1 ? V.Factor(a[aRow]) : V.Zero, x2 = TRows.Value > 2 ? V.Factor(a[2 * aRow]) : V.Zero;
            V x3 = TRows.Value > 3 ? V.Factor(a[3 * aRow]) : V.Zero, x4 = TRows.Value > 4 ? V.Factor(a[4 * aRow]) : V.Zero;
            V x5 = TRows.Value > 5 ? V.Factor(a[5 * aRow]) : V.Zero;
            Add<V, T>(0, b, x0, x1, x2, x3, x4, x5, ref c00, ref c10, ref c20, ref c30, ref c40, ref c50);
            Add<V, T>(1, b + lanes, x0, x1, x2, x3, x4, x5, ref c01, ref c11, ref c21, ref c31, ref c41, ref c51);
            Add<V, T>(2, b + 2 * lanes, x0, x1, x2, x3, x4, x5, ref c02, ref c12, ref c22, ref c32, ref c42, ref c52);
            Add<V, T>(3, b + 3 * lanes, x0, x1, x2, x3, x4, x5, ref c03, ref c13, ref c23, ref c33, ref c43, ref c53);
            Add<V, T>(4, b + 4 * lanes, x0, x1, x2, x3, x4, x5, ref c04, ref c14, ref c24, ref c34, ref c44, ref c54);
            Add<V, T>(5, b + 5 * lanes, x0, x1, x2, x3, x4, x5, ref c05, ref c15, ref c25, ref c35, ref c45, ref c55);
            Add<V, T>(6, b + 6 * lanes, x0, x1, x2, x3, x4, x5, ref c06, ref c16, ref c26, ref c36, ref c46, ref c56);
            Add<V, T>(7, b + 7 * lanes, x0, x1, x2, x3, x4, x5, ref c07, ref c17, ref c27, ref c37, ref c47, ref c57);
        }
        Store<V, T>(0, in strip, c00, c01, c02, c03, c04, c05, c06, c07);
        Store<V, T>(1, in strip, c10, c11, c12, c13, c14, c15, c16, c17);
        Store<V, T>(2, in strip, c20, c21, c22, c23, c24, c25, c26, c27);
        Store<V, T>(3, in strip, c30, c31, c32, c33, c34, c35, c36, c37);
        Store<V, T>(4, in strip, c40, c41, c42, c43, c44, c45, c46, c47);
        Store<V, T>(5, in strip, c50, c51, c52, c53, c54, c55, c56, c57);
    }

    // A vector of B, which is loaded once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, T>(
        int vector, T* b, V x0, V x1, V x2, V x3, V x4, V x5, ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, ref V c5)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (vector >= TVectors.Value)
            return;
        V y = V.Load(ref *b);
        V.AddProduct(ref c0, x0, y);
        if (TRows.Value > 1)
            V.AddProduct(ref c1, x1, y);
        if (TRows.Value > 2)
            V.AddProduct(ref c2, x2, y);
        if (TRows.Value > 3)
            V.AddProduct(ref c3, x3, y);
        if (TRows.Value > 4)
            V.AddProduct(ref c4, x4, y);
        if (TRows.Value > 5)
            V.AddProduct(ref c5, x5, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(int row, in GemmStrip<T> strip, V c0, V c1, V c2, V c3, V c4, V c5, V c6, V c7)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        T* c = strip.C + row * strip.CRow;
        nint lanes = V.Count;
        bool add = strip.Accumulate;
        Store(c0, c, add);
        Store(c1, c + lanes, add);
        Store(c2, c + 2 * lanes, add);
        Store(c3, c + 3 * lanes, add);
        if (TVectors.Value <= 4)
            return;
        Store(c4, c + 4 * lanes, add);
        Store(c5, c + 5 * lanes, add);
        Store(c6, c + 6 * lanes, add);
        Store(c7, c + 7 * lanes, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(V x, T* c, bool add) where V : struct, IVec<V, T> where T : unmanaged =>
        V.Store(add ? V.Load(ref *c) + x : x, ref *c);
}
