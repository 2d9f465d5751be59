using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Folds the columns of a matrix, each to one number, in an order that is a function of the number of rows alone.
/// </summary>
/// <remarks>
/// Rows are joined in rising order within panels of <see cref="PanelRows"/>, and panels pairwise: a sum then errs no more
/// than that of <see cref="Fold"/>. Lanes are columns. A strip of columns is folded at a time, four vectors wide where a
/// value is cheap: enough chains to hide the latency of joining, and whole cache lines.
/// </remarks>
internal static unsafe class ColumnFold
{
    /// <summary>The rows that are joined one after the other.</summary>
    public const int PanelRows = 64;

    /// <summary>The widest strip: what <see cref="Run"/> has to be given room for.</summary>
    public static int StripColumns<TTerm, V, T>()
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged => TTerm.IsCheap ? 4 * V.Count : V.Count;

    /// <summary>
    /// result[j] = the values at (row, column + j) to (row + rows - 1, column + j) joined, for j below <paramref name="count"/>;
    /// the identity if there are no rows. Writes whole vectors.
    /// </summary>
    [SkipLocalsInit]
    public static void Run<TCombine, TTerm, V, T>(in TTerm term, nint row, nint rows, nint column, int count, T* result)
        where TCombine : struct, ICombine
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (rows <= PanelRows)
        {
            Panel<TCombine, TTerm, V, T>(in term, row, rows, column, count, result);
            return;
        }
        // The upper part is the largest power of two of panels that leaves something for the lower.
        nint upper = PanelRows * (nint)BitOperations.RoundUpToPowerOf2((nuint)((rows + PanelRows - 1) / PanelRows)) / 2;
        T* lower = stackalloc T[StripColumns<TTerm, V, T>()];
        Run<TCombine, TTerm, V, T>(in term, row, upper, column, count, result);
        Run<TCombine, TTerm, V, T>(in term, row + upper, rows - upper, column, count, lower);
        for (int j = 0; j < count; j += V.Count)
            V.Store(TCombine.Of(V.Load(ref result[j]), V.Load(ref lower[j])), ref result[j]);
    }

    private static void Panel<TCombine, TTerm, V, T>(in TTerm term, nint row, nint rows, nint column, int count, T* result)
        where TCombine : struct, ICombine
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (TTerm.IsCheap && count == 4 * V.Count)
        {
            Loads<TCombine, TTerm, V, T>(in term, row, rows, column, result);
            return;
        }
        for (int j = 0; j < count; j += V.Count)
        {
            if (count - j >= V.Count)
                Formulas<TCombine, TTerm, V, T>(in term, row, rows, column + j, result + j);
            else
                Partial<TCombine, TTerm, V, T>(in term, row, rows, column + j, count - j, result + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Loads<TCombine, TTerm, V, T>(in TTerm source, nint row, nint rows, nint column, T* result)
        where TCombine : struct, ICombine
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        var term = source;
        V a0 = V.Of(TCombine.Identity), a1 = a0, a2 = a0, a3 = a0;
        for (nint end = row + rows; row < end; row++)
        {
            a0 = TCombine.Of(a0, term.At<V>(row, column));
            a1 = TCombine.Of(a1, term.At<V>(row, column + V.Count));
            a2 = TCombine.Of(a2, term.At<V>(row, column + 2 * V.Count));
            a3 = TCombine.Of(a3, term.At<V>(row, column + 3 * V.Count));
        }
        V.Store(a0, ref *result);
        V.Store(a1, ref result[V.Count]);
        V.Store(a2, ref result[2 * V.Count]);
        V.Store(a3, ref result[3 * V.Count]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Formulas<TCombine, TTerm, V, T>(in TTerm source, nint row, nint rows, nint column, T* result)
        where TCombine : struct, ICombine
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        var term = source;
        V a = V.Of(TCombine.Identity);
        for (nint end = row + rows; row < end; row++)
            a = TCombine.Of(a, term.At<V>(row, column));
        V.Store(a, ref *result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Partial<TCombine, TTerm, V, T>(in TTerm source, nint row, nint rows, nint column, int count, T* result)
        where TCombine : struct, ICombine
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        var term = source;
        V a = V.Of(TCombine.Identity);
        for (nint end = row + rows; row < end; row++)
            a = TCombine.Of(a, term.AtPartial<V>(row, column, count));
        V.Store(a, ref *result);
    }
}
