using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Functions of the columns of a row-major matrix.</summary>
public static class Columns
{
    private const int FewRows = 8;

    /// <summary>y[j] = sum_i x[i, j], or that added to y[j]; in the order of <see cref="ReduceAxis"/>.</summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="y">Receives the sum of each column; shares no memory with <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is negative.</exception>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap.</exception>
    public static unsafe void Sum<T>(ReadOnlySpan<T> x, int columns, Span<T> y, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (y.Length != columns || (columns == 0 ? x.Length != 0 : x.Length % columns != 0))
            throw new ArgumentException(
                $"x has {x.Length} elements and y {y.Length}; {columns} columns take whole rows and {columns} sums.", nameof(y));
        SpanGuard.Disjoint(x, y);
        fixed (T* px = x, py = y)
            Sum(px, columns == 0 ? 0 : x.Length / columns, columns, py, accumulate);
    }

    /// <summary>The same, unchecked, on memory that does not move.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe void Sum<T>(T* x, int rows, int columns, T* y, bool accumulate) where T : unmanaged =>
        Isa.Run<SumKernel<T>, T>(new(x, rows, columns, y, accumulate));

    /// <summary>
    /// y[j] = the values of <paramref name="term"/> in column j added, or that added to y[j]; unchecked, from within a kernel.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    internal static unsafe void Sum<TTerm, V, T>(in TTerm term, int rows, int columns, T* y, bool accumulate)
        where TTerm : struct, IColumnTerm<T>
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int strip = ColumnFold.StripColumns<TTerm, V, T>();
        T* sums = stackalloc T[strip];
        for (int k = 0; k < columns; k += strip)
        {
            int count = Math.Min(strip, columns - k);
            ColumnFold.Run<AddCombine, TTerm, V, T>(in term, 0, rows, k, count, sums);
            for (int j = 0; j < count; j += V.Count)
            {
                int left = Math.Min(V.Count, count - j);
                V sum = V.Load(ref sums[j]);
                V.StorePartial(accumulate ? V.LoadPartial(ref y[k + j], left) + sum : sum, ref y[k + j], left);
            }
        }
    }

    // The same of so few rows that the way to the loops would take longer than they do.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void SumFew<V, T>(T* x, int rows, int columns, T* y, bool accumulate)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int left = columns; left > 0; left -= V.Count, x += V.Count, y += V.Count)
        {
            int count = Math.Min(V.Count, left);
            V sum = V.Of(AddCombine.Identity);
            T* element = x;
            for (int row = rows; row > 0; row--, element += columns)
                sum = AddCombine.Of(sum, V.LoadPartial(ref *element, count));
            V.StorePartial(accumulate ? V.LoadPartial(ref *y, count) + sum : sum, ref *y, count);
        }
    }

    private readonly unsafe struct SumKernel<T>(T* x, int rows, int columns, T* y, bool accumulate) : IKernel<T>
        where T : unmanaged
    {
        public void Run<V>() where V : struct, IVec<V, T>
        {
            if (rows <= FewRows)
                SumFew<V, T>(x, rows, columns, y, accumulate);
            else
                Sum<ReductionColumns<PlainReduction, T>, V, T>(new(x, columns, null), rows, columns, y, accumulate);
        }
    }
}
