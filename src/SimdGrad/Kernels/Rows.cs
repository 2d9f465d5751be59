using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Functions of the rows of a row-major matrix.</summary>
public static class Rows
{
    /// <summary>
    /// The softmax of each row, y[j] = exp(x[j] - max x) / sum_k exp(x[k] - max x). In place if <paramref name="y"/> is
    /// <paramref name="x"/>. A row with a NaN or +infinity, or of -infinity alone, gives NaN.
    /// </summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="y">Receives the result, laid out as <paramref name="x"/>.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">
    /// The lengths differ or are no multiple of <paramref name="columns"/>, or the spans overlap without being the same.
    /// </exception>
    public static void Softmax<T>(ReadOnlySpan<T> x, int columns, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        CheckColumns(x.Length, columns, nameof(x));
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        Isa.Run<SoftmaxKernel<T>, T>(new(x, columns, y));
    }

    /// <summary>The number of rows; throws unless it is whole.</summary>
    internal static int CheckColumns(int length, int columns, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var (rows, rest) = int.DivRem(length, columns);
        return rest == 0
            ? rows
            : throw new ArgumentException($"{name} has {length} elements, which is no whole number of rows of {columns}.", name);
    }

    private readonly ref struct SoftmaxKernel<T>(ReadOnlySpan<T> x, int columns, Span<T> y) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run<V>() where V : struct, IVec<V, T>
        {
            for (int start = 0; start < _x.Length; start += columns)
            {
                var row = _x.Slice(start, columns);
                var result = _y.Slice(start, columns);
                T max = Fold.Run<MaxCombine, SpanTerm<T>, V, T>(new(row), 0, columns);
                T sum = Fold.Run<AddCombine, ExpTerm<T>, V, T>(new(row, max, result), 0, columns);
                Axpy.Run<V, T>(T.One / sum, result, result, accumulate: false);
            }
        }
    }
}
