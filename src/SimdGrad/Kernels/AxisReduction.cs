using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Reduces along an axis. Rows, short rows and columns each have a loop that reads memory in order.</summary>
internal static class AxisReduction
{
    /// <summary>
    /// y[s] = the reduction of slice s, whose pivot is a reduction of the same elements; both were checked. Rows have the
    /// bits that each has alone, however many there are.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="divisor">What the result is finished with; a pivot is finished with the length.</param>
    /// <param name="y">Receives the results.</param>
    /// <param name="pivots">Receives the pivots, unless empty.</param>
    public static void Run<TPivotCombine, TPivot, TCombine, TReduction, T>(
        ReadOnlySpan<T> x, AxisLayout layout, T divisor, Span<T> y, Span<T> pivots = default)
        where TPivotCombine : struct, ICombine
        where TPivot : struct, IReduction
        where TCombine : struct, ICombine
        where TReduction : struct, IReduction
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Isa.Run<Kernel<TPivotCombine, TPivot, TCombine, TReduction, T>, T>(new(x, layout, divisor, y, pivots));

    private readonly ref struct Kernel<TPivotCombine, TPivot, TCombine, TReduction, T>(
        ReadOnlySpan<T> x, AxisLayout layout, T divisor, Span<T> y, Span<T> pivots) : IKernel<T>
        where TPivotCombine : struct, ICombine
        where TPivot : struct, IReduction
        where TCombine : struct, ICombine
        where TReduction : struct, IReduction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y, _pivots = pivots;

        private static bool HasPivot
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => typeof(TPivot) != typeof(NoPivot);
        }

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            fixed (T* x = _x, y = _y, pivots = _pivots)
            {
                if (layout.Inner != 1)
                    Columns<V>(x, y, pivots);
                else if (layout.Outer > 1 && layout.Length > 0 && NarrowRows.Suit<V, T>(layout.Outer, layout.Length))
                    NarrowRows.Reduce<TPivotCombine, TPivot, TCombine, TReduction, V, T>(
                        x, layout.Outer, layout.Length, divisor, y, pivots);
                else
                    Rows<V>();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Rows<V>() where V : struct, IVec<V, T>
        {
            for (int r = 0; r < _y.Length; r++)
            {
                var row = _x.Slice(r * layout.Length, layout.Length);
                T pivot = HasPivot
                    ? Row<TPivotCombine, TPivot, V>(row, default, T.CreateTruncating(layout.Length))
                    : default;
                _y[r] = Row<TCombine, TReduction, V>(row, pivot, divisor);
                if (!_pivots.IsEmpty)
                    _pivots[r] = pivot;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static T Row<TJoin, TOne, V>(ReadOnlySpan<T> row, T pivot, T divisor)
            where TJoin : struct, ICombine
            where TOne : struct, IReduction
            where V : struct, IVec<V, T>
        {
            T result = Fold.Run<TJoin, ReductionTerm<TOne, T>, V, T>(new(row, pivot), 0, row.Length);
            return V.First(TOne.Finish(V.Splat(result), V.Splat(pivot), V.Splat(divisor)));
        }

        // Pivot and result strip by strip, so that the second reads what the first left in the cache.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        private unsafe void Columns<V>(T* x, T* y, T* pivots) where V : struct, IVec<V, T>
        {
            int strip = ColumnFold.StripColumns<ReductionColumns<TReduction, T>, V, T>();
            T* joined = stackalloc T[4 * V.Count];
            T* pivot = stackalloc T[4 * V.Count];
            new Span<T>(pivot, 4 * V.Count).Clear();
            T length = T.CreateTruncating(layout.Length);
            for (int o = 0; o < layout.Outer; o++)
            {
                for (int k = 0; k < layout.Inner; k += strip)
                {
                    int count = Math.Min(strip, layout.Inner - k);
                    if (HasPivot)
                    {
                        FoldStrip<TPivotCombine, TPivot, V>(x, k, count, length, joined, pivot);
                        for (int j = 0; j < count; j += V.Count)
                            V.Store(V.Load(ref joined[j]), ref pivot[j]);
                    }
                    FoldStrip<TCombine, TReduction, V>(x, k, count, divisor, joined, pivot);
                    for (int j = 0; j < count; j += V.Count)
                    {
                        int left = Math.Min(V.Count, count - j);
                        V.StorePartial(V.Load(ref joined[j]), ref y[k + j], left);
                        if (pivots != null)
                            V.StorePartial(V.Load(ref pivot[j]), ref pivots[k + j], left);
                    }
                }
                x += (nint)layout.Length * layout.Inner;
                y += layout.Inner;
                if (pivots != null)
                    pivots += layout.Inner;
            }
        }

        // The results of a strip of columns, in whole vectors.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void FoldStrip<TJoin, TOne, V>(T* x, int column, int count, T finishWith, T* result, T* pivot)
            where TJoin : struct, ICombine
            where TOne : struct, IReduction
            where V : struct, IVec<V, T>
        {
            ReductionColumns<TOne, T> terms = new(x + column, layout.Inner, pivot);
            ColumnFold.Run<TJoin, ReductionColumns<TOne, T>, V, T>(in terms, 0, layout.Length, 0, count, result);
            for (int j = 0; j < count; j += V.Count)
                V.Store(
                    TOne.Finish(V.Load(ref result[j]), V.Load(ref pivot[j]), V.Splat(finishWith)),
                    ref result[j]);
        }
    }
}
