using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Rows that are too short to fill vectors, a vector of rows at a time: each lane holds a row, and each vector a column.
/// </summary>
/// <remarks>
/// Each row goes through the operations of <see cref="Rows"/>, in the order of <see cref="Fold"/>, hence to its bits.
/// </remarks>
internal static unsafe class NarrowRows
{
    /// <summary>The length of the longest row that is called narrow: one block of virtual lanes in a fold.</summary>
    public static int MaxColumns<T>() where T : unmanaged => Fold.BlockBytes / sizeof(T);

    /// <summary>The fold of each lane over the columns, in the memory of <paramref name="joined"/>.</summary>
    /// <remarks>
    /// The upper half is joined to the lower until one is left. Where a row has no element to join, Fold joins the identity,
    /// which changes nothing.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Join<TCombine, V, T>(T* x, int columns, T* joined)
        where TCombine : struct, ICombine
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int width = MaxColumns<T>() / 2, n = columns; width > 0; width /= 2, x = joined)
        {
            for (int c = 0; c < Math.Min(width, n); c++)
            {
                V y = V.Load(ref x[c * V.Count]);
                if (c + width < n)
                    y = TCombine.Of(y, V.Load(ref x[(c + width) * V.Count]));
                V.Store(y, ref joined[c * V.Count]);
            }
            n = Math.Min(width, n);
        }
        return V.Load(ref *x);
    }
}
