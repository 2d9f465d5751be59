using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Moves a finished tile into C: the one place that adds, masks edges, and applies bias and activation.</summary>
/// <typeparam name="TActivation">The type of the activation f.</typeparam>
internal static unsafe class GemmEpilogue<TActivation> where TActivation : struct, IUnaryOp
{
    /// <summary>c = tile, c = c + tile, and, if <paramref name="last"/>, f(that + bias), for a part of the tile.</summary>
    /// <param name="rows">The rows to write.</param>
    /// <param name="columns">The columns to write.</param>
    /// <param name="tile">The tile, in the first-level cache.</param>
    /// <param name="tileRow">The distance of two rows of the tile.</param>
    /// <param name="c">Where the part begins in C.</param>
    /// <param name="cRow">The distance of two rows of C.</param>
    /// <param name="add">Whether to add to what is in C.</param>
    /// <param name="last">Whether this was the last panel of k.</param>
    /// <param name="bias">The bias of the first column; null for none.</param>
    /// <param name="activation">The activation f.</param>
    /// <remarks>
    /// Apart from the tile, in whose method the compiler would keep the accumulators in memory, and with the activation once in
    /// each method that has it, or calls would stay in the loop.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(
        int rows, int columns, T* tile, nint tileRow, T* c, nint cRow, bool add, bool last, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (tile == c && tileRow == columns && cRow == columns && columns < V.Count && last && !add)
        {
            Flat<V, T>((nint)rows * columns, columns, c, bias, activation);
            return;
        }
        for (int j = 0; j < columns; j += V.Count)
        {
            int count = Math.Min(V.Count, columns - j);
            T* offset = bias == null ? null : bias + j;
            if (!last)
                Sum<V, T>(rows, count, tile + j, tileRow, c + j, cRow, add);
            else if (count == V.Count)
                Whole<V, T>(rows, tile + j, tileRow, c + j, cRow, add, offset, activation);
            else
                Part<V, T>(rows, count, tile + j, tileRow, c + j, cRow, add, offset, activation);
        }
    }

    // In place, with short rows side by side: whole vectors of several rows, since a masked store keeps what is loaded after it
    // waiting. The bias is repeated so often that a vector of it can begin at any column.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Flat<V, T>(nint length, int columns, T* c, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* repeated = stackalloc T[2 * V.Count];
        if (bias != null)
            for (int i = 0; i < columns + V.Count; i++)
                repeated[i] = i < columns ? bias[i] : repeated[i - columns];
        int column = 0, step = V.Count % columns;
        nint left = length;
        for (; left >= V.Count; left -= V.Count, c += V.Count)
        {
            V y = V.Load(ref *c);
            if (bias != null)
                y += V.Load(ref repeated[column]);
            V.Store(activation.Forward(y), ref *c);
            column += step;
            column -= column >= columns ? columns : 0;
        }
        if (left > 0)
            Part<V, T>(1, (int)left, c, 0, c, 0, false, bias == null ? null : repeated + column, activation);
    }

    // Without a bias nothing is added, not even zero: a sum of -0 stays that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Whole<V, T>(
        int rows, T* tile, nint tileRow, T* c, nint cRow, bool add, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (; rows > 0; rows--, tile += tileRow, c += cRow)
        {
            V y = V.Load(ref *tile);
            if (add)
                y = V.Load(ref *c) + y;
            if (bias != null)
                y += V.Load(ref *bias);
            V.Store(activation.Forward(y), ref *c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Part<V, T>(
        int rows, int count, T* tile, nint tileRow, T* c, nint cRow, bool add, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (; rows > 0; rows--, tile += tileRow, c += cRow)
        {
            V y = V.LoadPartial(ref *tile, count);
            if (add)
                y = V.LoadPartial(ref *c, count) + y;
            if (bias != null)
                y += V.LoadPartial(ref *bias, count);
            V.StorePartial(activation.Forward(y), ref *c, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sum<V, T>(int rows, int count, T* tile, nint tileRow, T* c, nint cRow, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (; rows > 0; rows--, tile += tileRow, c += cRow)
        {
            V y = V.LoadPartial(ref *tile, count);
            V.StorePartial(add ? V.LoadPartial(ref *c, count) + y : y, ref *c, count);
        }
    }
}
