using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Finds, along an axis, the first of the largest or smallest elements; NaN comes before all others.</summary>
internal static class ExtremeIndex
{
    // Indices within a panel are exact in float.
    private const int PanelRows = 1 << 20;

    /// <summary>y[s] = the index of the extreme of slice s that <typeparamref name="TCombine"/> stands for; checked.</summary>
    public static void Run<TCombine, T>(ReadOnlySpan<T> x, AxisLayout layout, Span<int> y)
        where TCombine : struct, ICombine
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (layout.Inner != 1)
        {
            Isa.Run<ColumnsKernel<TCombine, T>, T>(new(x, layout, y));
            return;
        }
        for (int r = 0; r < y.Length; r++)
        {
            var row = x.Slice(r * layout.Length, layout.Length);
            y[r] = Reduce.FirstWith<TCombine, T>(row, Fold.Run<TCombine, SpanTerm<T>, T>(new(row), row.Length));
        }
    }

    private readonly ref struct ColumnsKernel<TCombine, T>(ReadOnlySpan<T> x, AxisLayout layout, Span<int> y) : IKernel<T>
        where TCombine : struct, ICombine
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<int> _y = y;

        [SkipLocalsInit]
        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            T* best = stackalloc T[V.Count];
            T* index = stackalloc T[V.Count];
            int inner = layout.Inner;
            _y.Clear();
            fixed (T* elements = _x)
            {
                for (int o = 0; o < layout.Outer; o++)
                {
                    for (int k = 0; k < inner; k += V.Count)
                    {
                        int count = Math.Min(V.Count, inner - k);
                        T* x = elements + (nint)o * layout.Length * inner + k;
                        V.Store(Key(V.LoadPartial(ref *x, count)), ref *best);
                        for (int start = 0; start < layout.Length; start += PanelRows)
                        {
                            Panel<V>(x + (nint)start * inner, Math.Min(PanelRows, layout.Length - start), count, best, index);
                            for (int j = 0; j < count; j++)
                                if (index[j] >= T.Zero)
                                    _y[o * inner + k + j] = start + int.CreateTruncating(index[j]);
                        }
                    }
                }
            }
        }

        // The smallest is the largest of the negated.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Key<V>(V x) where V : struct, IVec<V> => typeof(TCombine) == typeof(MinCombine) ? -x : x;

        // index[j] = the last row of the panel that is better than all before it in column j; -1 if none is.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void Panel<V>(T* x, int rows, int count, T* bestSoFar, T* index) where V : struct, IVec<V, T>
        {
            V best = V.Load(ref *bestSoFar), at = -V.One, row = V.Zero;
            for (int i = 0; i < rows; i++, x += layout.Inner)
            {
                V key = Key(count == V.Count ? V.Load(ref *x) : V.LoadPartial(ref *x, count));
                // Not (key <= best), which a NaN is not either; but nothing is better than NaN.
                V better = V.Select(key <= best, V.Zero, best <= V.Of(double.PositiveInfinity));
                best = V.Select(better, key, best);
                at = V.Select(better, row, at);
                row += V.One;
            }
            V.Store(best, ref *bestSoFar);
            V.Store(at, ref *index);
        }
    }
}
