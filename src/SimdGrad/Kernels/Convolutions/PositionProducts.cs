using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;
using static SimdGrad.Kernels.GemmTiles;

namespace SimdGrad.Kernels;

/// <summary>
/// sum[o, k] = the sum over images and positions of dy[o] * patches[k], both of which lie along the positions: nothing has to be
/// transposed, and few outputs or rows leave no lane empty.
/// </summary>
internal static unsafe class PositionProducts
{
    // The most outputs and rows of patches of a tile: 24 sums for 32 registers, 8 for 16.
    private const int TileRows = 6, TileRowsOfFew = 2, TileColumns = 4;

    private const int LineBytes = 64;

    /// <summary>The lanes that positions are added up in, whatever the vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Lanes<T>() where T : unmanaged => LineBytes / sizeof(T);

    /// <summary>Copies the positions behind the last whole block of each row, with zeros behind them.</summary>
    /// <param name="from">The first row of each image, at these positions, and the distance of two images.</param>
    /// <param name="fromImage">The distance of two images.</param>
    /// <param name="table">Where each row begins.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="positions">How many positions there are.</param>
    /// <param name="to">Receives a block for each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CopyRest<V, T>(T* from, nint fromImage, int* table, int rows, int images, int positions, T* to)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int block = Lanes<T>();
        for (int image = 0; image < images; image++, from += fromImage)
            for (int row = 0; row < rows; row++, to += block)
                for (int lane = 0; lane < block; lane += V.Count)
                    V.Store(
                        V.LoadPartial(ref from[table[row] + lane], Math.Clamp(positions - lane, 0, V.Count)), ref to[lane]);
    }

    /// <summary>Computes the sums, or adds to them.</summary>
    /// <param name="whole">Where whole blocks of positions are.</param>
    /// <param name="rest">Where what is left of them is.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="depth">The number of rows of patches.</param>
    /// <param name="add">Whether to add to what is there.</param>
    /// <param name="sums">Receives a row for each output.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(
        in PositionRun<T> whole, in PositionRun<T> rest, int images, int outputs, int depth, bool add, T* sums)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int most = Isa.Registers(V.Count * sizeof(T)) == 32 ? TileRows : TileRowsOfFew, block = Lanes<T>();
        T* lanes = stackalloc T[TileRows * TileColumns * block];
        for (int o = 0, rows; o < outputs; o += rows)
        {
            int left = outputs - o;
            rows = left >= 2 * most ? most : left > most ? (left + 1) / 2 : left;
            for (int k = 0, columns; k < depth; k += columns)
            {
                columns = Math.Min(TileColumns, depth - k);
                Tile<V, T>(rows, columns, in whole, in rest, images, o, k, lanes);
                T* from = lanes;
                for (int r = 0; r < rows; r++)
                {
                    T* to = sums + (nint)(o + r) * depth + k;
                    for (int c = 0; c < columns; c++, from += block)
                    {
                        T sum = Fold.Joined<AddCombine, V, T>(from, block);
                        to[c] = add ? to[c] + sum : sum;
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<V, T>(
        int rows, int columns, in PositionRun<T> whole, in PositionRun<T> rest, int images, int o, int k, T* lanes)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        switch (rows)
        {
            case 6:
                Tile<C6, V, T>(columns, in whole, in rest, images, o, k, lanes);
                break;
            case 5:
                Tile<C5, V, T>(columns, in whole, in rest, images, o, k, lanes);
                break;
            case 4:
                Tile<C4, V, T>(columns, in whole, in rest, images, o, k, lanes);
                break;
            case 3:
                Tile<C3, V, T>(columns, in whole, in rest, images, o, k, lanes);
                break;
            case 2:
                Tile<C2, V, T>(columns, in whole, in rest, images, o, k, lanes);
                break;
            default:
                Tile<C1, V, T>(columns, in whole, in rest, images, o, k, lanes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TRows, V, T>(
        int columns, in PositionRun<T> whole, in PositionRun<T> rest, int images, int o, int k, T* lanes)
        where TRows : struct, IConstant
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        switch (columns)
        {
            case 4:
                PositionTile<TRows, C4>.Run<V, T>(in whole, in rest, images, o, k, lanes);
                break;
            case 3:
                PositionTile<TRows, C3>.Run<V, T>(in whole, in rest, images, o, k, lanes);
                break;
            case 2:
                PositionTile<TRows, C2>.Run<V, T>(in whole, in rest, images, o, k, lanes);
                break;
            default:
                PositionTile<TRows, C1>.Run<V, T>(in whole, in rest, images, o, k, lanes);
                break;
        }
    }
}
