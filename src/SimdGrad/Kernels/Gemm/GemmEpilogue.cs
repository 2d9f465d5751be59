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
    /// <remarks>A method of its own: within the tile's method the compiler would keep the accumulators in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(
        int rows, int columns, T* tile, nint tileRow, T* c, nint cRow, bool add, bool last, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int j = 0; j < columns; j += V.Count)
        {
            T* from = tile + j;
            T* to = c + j;
            int count = columns - j;
            if (count >= V.Count)
            {
                V offset = last && bias != null ? V.Load(ref bias[j]) : V.Zero;
                for (int i = 0; i < rows; i++, from += tileRow, to += cRow)
                {
                    V y = V.Load(ref *from);
                    if (add)
                        y = V.Load(ref *to) + y;
                    V.Store(last ? Finish(y, bias != null, offset, activation) : y, ref *to);
                }
            }
            else
            {
                V offset = last && bias != null ? V.LoadPartial(ref bias[j], count) : V.Zero;
                for (int i = 0; i < rows; i++, from += tileRow, to += cRow)
                {
                    V y = V.LoadPartial(ref *from, count);
                    if (add)
                        y = V.LoadPartial(ref *to, count) + y;
                    V.StorePartial(last ? Finish(y, bias != null, offset, activation) : y, ref *to, count);
                }
            }
        }
    }

    // Without a bias nothing is added, not even zero: a sum of -0 stays that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Finish<V>(V y, bool hasBias, V bias, TActivation activation) where V : struct, IVec<V> =>
        activation.Forward(hasBias ? y + bias : y);
}
