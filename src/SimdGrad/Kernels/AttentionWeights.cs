using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The weights of attention, from scores that are overwritten: softmax of scaled rows.</summary>
internal static class AttentionWeights
{
    /// <summary>
    /// y[r, j] = softmax of scale * y[r, .]; if causal, of its first i + 1 elements, where i is the number of the row in its
    /// matrix, and 0 for the others.
    /// </summary>
    /// <param name="y">The scores, which become the weights: matrices of some rows, one after the other.</param>
    /// <param name="rows">The rows of a matrix.</param>
    /// <param name="columns">The length of a row, at least 1.</param>
    /// <param name="scale">The factor of scores.</param>
    /// <param name="isCausal">Whether a row sees only the keys up to its own number.</param>
    public static void Run<T>(Span<T> y, int rows, int columns, T scale, bool isCausal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (isCausal)
        {
            Sliced.Run<CausalKernel<T>, T>(new(y, rows, columns, scale, 0), columns);
            return;
        }
        Axpy.Run(scale, y, y);
        Rows.Softmax(y, columns, y);
    }

    // Row by row, all passes while the row is in the first-level cache; or short rows side by side, where it takes less time to
    // compute with zeros than to do without.
    private readonly ref struct CausalKernel<T>(Span<T> y, int rows, int columns, T scale, int first)
        : ISliceKernel<CausalKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Span<T> _y = y;

        public int Length => _y.Length / columns;

        public CausalKernel<T> Slice(int start, int length) =>
            new(_y.Slice(start * columns, length * columns), rows, columns, scale, (first + start) % rows);

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            if (NarrowRows.Suit<V, T>(Length, columns))
            {
                Axpy.Run<V, T>(scale, _y, _y, accumulate: false);
                for (int r = 0; r < Length; r++)
                    _y.Slice(r * columns, columns)[Seen(r)..].Fill(T.NegativeInfinity);
                fixed (T* y = _y)
                    NarrowRows.Softmax<ScaleFormula, V, T>(y, Length, columns, y);
                return;
            }
            for (int r = 0; r < Length; r++)
            {
                int seen = Seen(r);
                var row = _y.Slice(r * columns, seen);
                Axpy.Run<V, T>(scale, row, row, accumulate: false);
                T max = Fold.Run<MaxCombine, SpanTerm<T>, V, T>(new(row), 0, seen);
                T sum = Fold.Run<AddCombine, ExpTerm<T>, V, T>(new(row, max, row), 0, seen);
                Axpy.Run<V, T>(T.One / sum, row, row, accumulate: false);
                _y.Slice(r * columns + seen, columns - seen).Clear();
            }
        }

        // How many keys row r sees.
        private int Seen(int r) => Math.Min((first + r) % rows + 1, columns);
    }
}
