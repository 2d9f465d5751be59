using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Moves a finished tile into C: the one place that adds, masks edges, and applies bias and activation.</summary>
/// <typeparam name="TActivation">The activation f.</typeparam>
internal static unsafe class GemmEpilogue<TActivation> where TActivation : struct, IUnaryOp
{
    /// <summary>c = tile, c = c + tile, and, if <paramref name="last"/>, f(that + bias), for a part of the tile.</summary>
    /// <param name="rows">The rows to write.</param>
    /// <param name="columns">The columns to write, up to two vectors.</param>
    /// <param name="tile">The tile, in the first-level cache.</param>
    /// <param name="tileRow">The distance of two rows of the tile.</param>
    /// <param name="c">Where the part begins in C.</param>
    /// <param name="cRow">The distance of two rows of C.</param>
    /// <param name="add">Whether to add to what is in C.</param>
    /// <param name="last">Whether this was the last panel of k.</param>
    /// <param name="bias">The bias of the first column; null for none.</param>
    /// <remarks>A method of its own: within the tile's method the compiler would keep the accumulators in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, T>(
        int rows, int columns, T* tile, int tileRow, T* c, nint cRow, bool add, bool last, T* bias)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int j = 0; j < columns; j += V.Count)
        {
            int count = Math.Min(columns - j, V.Count);
            V offset = last && bias != null ? V.LoadPartial(ref bias[j], count) : V.Zero;
            for (int i = 0; i < rows; i++)
            {
                V y = V.Load(ref tile[i * tileRow + j]);
                ref T destination = ref c[i * cRow + j];
                if (add)
                    y = V.LoadPartial(ref destination, count) + y;
                if (last)
                {
                    if (bias != null)
                        y += offset;
                    y = TActivation.Forward(y);
                }
                V.StorePartial(y, ref destination, count);
            }
        }
    }
}
