using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Transposes a matrix by squares of a cache line a side.</summary>
internal static unsafe class Transposition
{
    private const int LineBytes = 64;

    /// <summary>
    /// y[i * rowY + j] = x[j * rowX + i], or that added, for i below <paramref name="rows"/> and j below
    /// <paramref name="columns"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static void Run<V, T>(T* x, nint rowX, T* y, nint rowY, int rows, int columns, bool accumulate)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int side = BlockTranspose.Side<T>(), line = LineBytes / sizeof(T);
        T* square = stackalloc T[line * line];
        int blockedRows = rows / side * side, blockedColumns = columns / side * side;
        for (int i = 0; i < blockedRows; i += line)
        {
            int height = Math.Min(line, blockedRows - i);
            for (int j = 0; j < blockedColumns; j += line)
            {
                int width = Math.Min(line, blockedColumns - j);
                T* to = y + i * rowY + j;
                if (accumulate)
                {
                    Square(x + j * rowX + i, rowX, square, line, height, width);
                    for (int r = 0; r < height; r++)
                        Add<V, T>(square + r * line, to + r * rowY, width);
                }
                else
                {
                    Square(x + j * rowX + i, rowX, to, rowY, height, width);
                }
            }
        }
        Edge(x + blockedColumns * rowX, rowX, y + blockedColumns, rowY, blockedRows, columns - blockedColumns, accumulate);
        Edge(x + blockedRows, rowX, y + blockedRows * rowY, rowY, rows - blockedRows, columns, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Square<T>(T* x, nint rowX, T* y, nint rowY, int rows, int columns) where T : unmanaged
    {
        int side = BlockTranspose.Side<T>();
        for (int i = 0; i < rows; i += side)
            for (int j = 0; j < columns; j += side)
                BlockTranspose.Run<Vec128<T>, T>(x + j * rowX + i, rowX, y + i * rowY + j, rowY);
    }

    // At most a cache line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, T>(T* x, T* y, int count)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int i = 0; i < count; i += V.Count)
        {
            int left = Math.Min(V.Count, count - i);
            V.StorePartial(V.LoadPartial(ref y[i], left) + V.LoadPartial(ref x[i], left), ref y[i], left);
        }
    }

    // What is left of the squares.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Edge<T>(T* x, nint rowX, T* y, nint rowY, int rows, int columns, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++, x++, y += rowY)
            for (int j = 0; j < columns; j++)
                y[j] = accumulate ? y[j] + x[j * rowX] : x[j * rowX];
    }
}
