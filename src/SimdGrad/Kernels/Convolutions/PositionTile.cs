using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The sums over positions of the products of some outputs' gradients with some rows of patches, for each pair of them: up to 6
/// outputs by 4 rows, whose sums are held in registers. Lanes are positions.
/// </summary>
/// <remarks>
/// Position p is in lane p mod <see cref="PositionProducts.Lanes{T}"/>, whatever the vector: narrower ones go over the positions
/// several times, each time for some of the lanes. Each lane is a chain of fused multiply-adds in the order of images and
/// positions.
/// </remarks>
/// <typeparam name="TRows">The number of outputs.</typeparam>
/// <typeparam name="TColumns">The number of rows of patches.</typeparam>
internal static unsafe class PositionTile<TRows, TColumns>
    where TRows : struct, IConstant
    where TColumns : struct, IConstant
{
    /// <summary>Computes lanes[(r * TColumns + c) * Lanes + lane] for output o + r and row k + c.</summary>
    /// <param name="whole">Where whole blocks of positions are.</param>
    /// <param name="rest">Where what is left of them is, one block with zeros at its end, or none.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="o">The first output.</param>
    /// <param name="k">The first row of patches.</param>
    /// <param name="lanes">Receives the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(in PositionRun<T> whole, in PositionRun<T> rest, int images, int o, int k, T* lanes)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int block = PositionProducts.Lanes<T>();
        for (int lane = 0; lane < block; lane += V.Count)
        {
            V c00 = V.Zero, c01 = V.Zero, c02 = V.Zero, c03 = V.Zero;
            V c10 = V.Zero, c11 = V.Zero, c12 = V.Zero, c13 = V.Zero;
            V c20 = V.Zero, c21 = V.Zero, c22 = V.Zero, c23 = V.Zero;
            V c30 = V.Zero, c31 = V.Zero, c32 = V.Zero, c33 = V.Zero;
            V c40 = V.Zero, c41 = V.Zero, c42 = V.Zero, c43 = V.Zero;
            V c50 = V.Zero, c51 = V.Zero, c52 = V.Zero, c53 = V.Zero;
            for (int part = 0; part < 2; part++)
            {
                ref readonly PositionRun<T> run = ref part == 0 ? ref whole : ref rest;
                if (run.Blocks == 0)
                    continue;
                T* dy0 = run.Dy + o * run.DyRow + lane, x = run.X + lane;
                int* table = run.Table + k;
                nint row = run.DyRow;
                for (int image = images; image > 0; image--, dy0 += run.DyImage, x += run.XImage)
                {
                    // Each from one address, so that all fit the registers.
                    T* x0 = x + table[0], dy3 = dy0 + 3 * row;
                    nint x1 = TColumns.Value > 1 ? table[1] - table[0] : 0, x2 = TColumns.Value > 2 ? table[2] - table[0] : 0;
                    nint x3 = TColumns.Value > 3 ? table[3] - table[0] : 0, i0 = 0, i1 = row, i2 = 2 * row;
                    for (int left = run.Blocks; left > 0; left--, x0 += block)
                    {
                        V b0 = V.Load(ref x0[0]);
                        V b1 = TColumns.Value > 1 ? V.Load(ref x0[x1]) : V.Zero;
                        V b2 = TColumns.Value > 2 ? V.Load(ref x0[x2]) : V.Zero;
                        V b3 = TColumns.Value > 3 ? V.Load(ref x0[x3]) : V.Zero;
                        Step(0, dy0, i0, b0, b1, b2, b3, ref c00, ref c01, ref c02, ref c03);
                        Step(1, dy0, i1, b0, b1, b2, b3, ref c10, ref c11, ref c12, ref c13);
                        Step(2, dy0, i2, b0, b1, b2, b3, ref c20, ref c21, ref c22, ref c23);
                        Step(3, dy3, i0, b0, b1, b2, b3, ref c30, ref c31, ref c32, ref c33);
                        Step(4, dy3, i1, b0, b1, b2, b3, ref c40, ref c41, ref c42, ref c43);
                        Step(5, dy3, i2, b0, b1, b2, b3, ref c50, ref c51, ref c52, ref c53);
                        i0 += block;
                        i1 += block;
                        i2 += block;
                    }
                }
            }
            Store(0, lanes + lane, block, c00, c01, c02, c03);
            Store(1, lanes + lane, block, c10, c11, c12, c13);
            Store(2, lanes + lane, block, c20, c21, c22, c23);
            Store(3, lanes + lane, block, c30, c31, c32, c33);
            Store(4, lanes + lane, block, c40, c41, c42, c43);
            Store(5, lanes + lane, block, c50, c51, c52, c53);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<V, T>(
        int row, T* dy, nint offset, V b0, V b1, V b2, V b3, ref V c0, ref V c1, ref V c2, ref V c3)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        V a = V.Load(ref dy[offset]);
        c0 = V.Fma(a, b0, c0);
        if (TColumns.Value > 1)
            c1 = V.Fma(a, b1, c1);
        if (TColumns.Value > 2)
            c2 = V.Fma(a, b2, c2);
        if (TColumns.Value > 3)
            c3 = V.Fma(a, b3, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T>(int row, T* lanes, int block, V c0, V c1, V c2, V c3)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (row >= TRows.Value)
            return;
        lanes += row * TColumns.Value * block;
        V.Store(c0, ref lanes[0]);
        if (TColumns.Value > 1)
            V.Store(c1, ref lanes[block]);
        if (TColumns.Value > 2)
            V.Store(c2, ref lanes[2 * block]);
        if (TColumns.Value > 3)
            V.Store(c3, ref lanes[3 * block]);
    }
}
