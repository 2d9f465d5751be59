using System.Numerics;
using System.Runtime.CompilerServices;
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
        Sliced.Run<SoftmaxKernel<T>, T>(new(x, columns, y), columns);
    }

    /// <summary>
    /// The logarithm of the softmax of each row, y[j] = x[j] - max x - log(sum_k exp(x[k] - max x)). In place if
    /// <paramref name="y"/> is <paramref name="x"/>. A row with a NaN or +infinity, or of -infinity alone, gives NaN.
    /// </summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="y">Receives the result, laid out as <paramref name="x"/>.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">
    /// The lengths differ or are no multiple of <paramref name="columns"/>, or the spans overlap without being the same.
    /// </exception>
    public static void LogSoftmax<T>(ReadOnlySpan<T> x, int columns, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        CheckColumns(x.Length, columns, nameof(x));
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        Sliced.Run<LogSoftmaxKernel<T>, T>(new(x, columns, y), columns);
    }

    /// <summary>The gradient of softmax, or that added to dx: dx[j] = y[j] (dy[j] - sum_k y[k] dy[k]) for each row.</summary>
    /// <param name="y">The softmax.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="dy">The gradient with respect to it.</param>
    /// <param name="dx">Receives the gradient; in place if it is an input.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void SoftmaxBackward<T>(
        ReadOnlySpan<T> y, int columns, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward<ProductFormula, SoftmaxGradientFormula, T>(y, columns, dy, dx, accumulate);

    /// <summary>The gradient of log-softmax, or that added to dx: dx[j] = dy[j] - exp(y[j]) sum_k dy[k] for each row.</summary>
    /// <param name="y">The log-softmax.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="dy">The gradient with respect to it.</param>
    /// <param name="dx">Receives the gradient; in place if it is an input.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void LogSoftmaxBackward<T>(
        ReadOnlySpan<T> y, int columns, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward<SecondFormula, LogSoftmaxGradientFormula, T>(y, columns, dy, dx, accumulate);

    private static void Backward<TTerm, TGradient, T>(
        ReadOnlySpan<T> y, int columns, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate)
        where TTerm : struct, IRowFormula
        where TGradient : struct, IRowFormula
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        CheckColumns(y.Length, columns, nameof(y));
        SpanGuard.SameLength(y, dy);
        SpanGuard.SameLength<T, T>(y, dx);
        SpanGuard.SameOrDisjoint(y, dx);
        SpanGuard.SameOrDisjoint(dy, dx);
        Sliced.Run<BackwardKernel<TTerm, TGradient, T>, T>(new(y, columns, dy, dx, accumulate), columns);
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

    private readonly ref struct SoftmaxKernel<T>(ReadOnlySpan<T> x, int columns, Span<T> y)
        : ISliceKernel<SoftmaxKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public int Length => _x.Length / columns;

        public SoftmaxKernel<T> Slice(int start, int length) =>
            new(_x.Slice(start * columns, length * columns), columns, _y.Slice(start * columns, length * columns));

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            if (NarrowRows.Suit<V, T>(Length, columns))
            {
                fixed (T* x = _x, y = _y)
                    NarrowRows.Softmax<ScaleFormula, V, T>(x, _x.Length / columns, columns, y);
                return;
            }
            Wide<V>();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Wide<V>() where V : struct, IVec<V, T>
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

    private readonly ref struct LogSoftmaxKernel<T>(ReadOnlySpan<T> x, int columns, Span<T> y)
        : ISliceKernel<LogSoftmaxKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public int Length => _x.Length / columns;

        public LogSoftmaxKernel<T> Slice(int start, int length) =>
            new(_x.Slice(start * columns, length * columns), columns, _y.Slice(start * columns, length * columns));

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            if (NarrowRows.Suit<V, T>(Length, columns))
            {
                fixed (T* x = _x, y = _y)
                    NarrowRows.Softmax<LogSoftmaxFormula, V, T>(x, _x.Length / columns, columns, y);
                return;
            }
            Wide<V>();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Wide<V>() where V : struct, IVec<V, T>
        {
            for (int start = 0; start < _x.Length; start += columns)
            {
                var row = _x.Slice(start, columns);
                T max = Fold.Run<MaxCombine, SpanTerm<T>, V, T>(new(row), 0, columns);
                T sum = Fold.Run<AddCombine, ExpTerm<T>, V, T>(new(row, max, default), 0, columns);
                sum = V.First(VecMath.Log(V.Splat(sum)));
                TermMap.Run<RowTerm<LogSoftmaxFormula, T>, V, T>(
                    new(row, default, max, sum), _y.Slice(start, columns), accumulate: false);
            }
        }
    }

    private readonly ref struct BackwardKernel<TTerm, TGradient, T>(
        ReadOnlySpan<T> y, int columns, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate)
        : ISliceKernel<BackwardKernel<TTerm, TGradient, T>, T>
        where TTerm : struct, IRowFormula
        where TGradient : struct, IRowFormula
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _y = y, _dy = dy;
        private readonly Span<T> _dx = dx;

        public int Length => _y.Length / columns;

        public BackwardKernel<TTerm, TGradient, T> Slice(int start, int length) => new(
            _y.Slice(start * columns, length * columns), columns, _dy.Slice(start * columns, length * columns),
            _dx.Slice(start * columns, length * columns), accumulate);

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            if (NarrowRows.Suit<V, T>(Length, columns))
            {
                fixed (T* y = _y, dy = _dy, dx = _dx)
                    NarrowRows.Backward<TTerm, TGradient, V, T>(y, dy, _y.Length / columns, columns, dx, accumulate);
                return;
            }
            Wide<V>();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Wide<V>() where V : struct, IVec<V, T>
        {
            for (int start = 0; start < _y.Length; start += columns)
            {
                var row = _y.Slice(start, columns);
                var gradient = _dy.Slice(start, columns);
                T sum = Fold.Run<AddCombine, RowTerm<TTerm, T>, V, T>(new(row, gradient), 0, columns);
                TermMap.Run<RowTerm<TGradient, T>, V, T>(
                    new(row, gradient, sum), _dx.Slice(start, columns), accumulate);
            }
        }
    }
}
