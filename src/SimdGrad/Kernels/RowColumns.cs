using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A vector's worth of short rows as columns, a vector each, and back.</summary>
internal static unsafe class RowColumns
{
    /// <summary>
    /// Makes vectors of the columns of up to a vector of rows; lanes beyond the rows are zeros or whatever.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Split<V, T>(T* rows, int count, int columns, T* vectors)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        // A single row is in all lanes: what is stored piece by piece could not be loaded as a whole at once.
        if (count == 1)
        {
            for (int c = 0; c < columns; c++)
                V.Store(V.Splat(rows[c]), ref vectors[c * V.Count]);
            return;
        }
        int side = BlockTranspose.Side<T>();
        if (count < V.Count || columns < side)
        {
            Strip.Transpose<V, T>(rows, columns, count, V.Count, columns, vectors, V.Count);
            return;
        }
        // What is left of the blocks is the end of one that overlaps them.
        for (int c = 0; ; c = Math.Min(c + side, columns - side))
        {
            BlockTranspose.Run<V, T>(rows + c, columns, vectors + c * V.Count, V.Count);
            if (c == columns - side)
                return;
        }
    }

    /// <summary>Makes rows of such vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Join<V, T>(T* vectors, int count, int columns, T* rows)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int side = BlockTranspose.Side<T>();
        if (count < V.Count || columns < side)
        {
            Strip.Transpose<V, T>(vectors, V.Count, columns, columns, count, rows, columns);
            return;
        }
        for (int c = 0; ; c = Math.Min(c + side, columns - side))
        {
            BlockTranspose.ToRows<V, T>(vectors + c * V.Count, V.Count, rows + c, columns);
            if (c == columns - side)
                return;
        }
    }
}
