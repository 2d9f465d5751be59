using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Layer norm and RMS norm of the rows of a row-major matrix, with their gradients. Each row is read from memory once, and
/// from the cache for the rest.
/// </summary>
public static class Norms
{
    /// <summary>
    /// Layer norm of each row: y[j] = (x[j] - m) r weight[j] + bias[j] with the mean m and r = 1 / sqrt(v + epsilon), v being the
    /// variance sum_j (x[j] - m)^2 / n. In place if <paramref name="y"/> is <paramref name="x"/>.
    /// </summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="weight">A factor for each column; empty for none.</param>
    /// <param name="bias">A summand for each column; empty for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="y">Receives the result, laid out as <paramref name="x"/>.</param>
    /// <param name="means">Receives m of each row.</param>
    /// <param name="inverses">Receives r of each row.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> is less than 1, or <paramref name="epsilon"/> negative or NaN.
    /// </exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void LayerNorm<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, T epsilon, Span<T> y, Span<T> means,
        Span<T> inverses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckForward(x, columns, weight, bias, epsilon, y, inverses);
        SpanGuard.SameLength<T, T>(inverses, means);
        CheckApart(means, x, y, weight, bias, inverses);
        Isa.Run<ForwardKernel<T>, T>(new(x, columns, weight, bias, epsilon, y, means, inverses));
    }

    /// <summary>
    /// RMS norm of each row: y[j] = x[j] r weight[j] with r = 1 / sqrt(sum_j x[j]^2 / n + epsilon). In place if
    /// <paramref name="y"/> is <paramref name="x"/>.
    /// </summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="weight">A factor for each column; empty for none.</param>
    /// <param name="epsilon">What is added to the mean square.</param>
    /// <param name="y">Receives the result, laid out as <paramref name="x"/>.</param>
    /// <param name="inverses">Receives r of each row.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> is less than 1, or <paramref name="epsilon"/> negative or NaN.
    /// </exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void RmsNorm<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> weight, T epsilon, Span<T> y, Span<T> inverses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckForward(x, columns, weight, default, epsilon, y, inverses);
        Isa.Run<ForwardKernel<T>, T>(new(x, columns, weight, default, epsilon, y, default, inverses));
    }

    /// <summary>
    /// The gradient of either norm with respect to the rows, or that added to dx: r (g - mean g - h mean (g h)), where
    /// g = dy weight and h is the normalized row. Without the mean of g, and with h = x r, for an RMS norm.
    /// </summary>
    /// <param name="x">The rows that were normalized.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="dy">The gradient with respect to the result.</param>
    /// <param name="weight">The factors that the norm took; empty for none.</param>
    /// <param name="means">The means that the layer norm gave; empty for an RMS norm.</param>
    /// <param name="inverses">The numbers r that the norm gave.</param>
    /// <param name="dx">Receives the gradient; in place if it is <paramref name="dy"/> or <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, ReadOnlySpan<T> means,
        ReadOnlySpan<T> inverses, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckBackward(x, columns, dy, means, inverses);
        CheckColumns(weight, columns, nameof(weight));
        SpanGuard.SameLength<T, T>(x, dx);
        SpanGuard.SameOrDisjoint(x, dx);
        SpanGuard.SameOrDisjoint(dy, dx);
        SpanGuard.Disjoint(weight, dx);
        SpanGuard.Disjoint(means, dx);
        SpanGuard.Disjoint(inverses, dx);
        Isa.Run<BackwardKernel<T>, T>(new(x, columns, dy, weight, means, inverses, dx, accumulate));
    }

    /// <summary>
    /// The gradient of either norm with respect to the weight, or that added to dweight: the sum of dy h over the rows, where
    /// h is the normalized row. That of the bias is <see cref="Columns.Sum{T}(ReadOnlySpan{T}, int, Span{T}, bool)"/> of dy.
    /// </summary>
    /// <param name="x">The rows that were normalized.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="dy">The gradient with respect to the result.</param>
    /// <param name="means">The means that the layer norm gave; empty for an RMS norm.</param>
    /// <param name="inverses">The numbers r that the norm gave.</param>
    /// <param name="dweight">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dweight"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap.</exception>
    public static void BackwardWeight<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> dy, ReadOnlySpan<T> means, ReadOnlySpan<T> inverses, Span<T> dweight,
        bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckBackward(x, columns, dy, means, inverses);
        if (dweight.Length != columns)
            throw new ArgumentException($"dweight has {dweight.Length} elements; there are {columns} columns.", nameof(dweight));
        CheckApart(dweight, x, dy, means, inverses, default);
        Isa.Run<WeightKernel<T>, T>(new(x, columns, dy, means, inverses, dweight, accumulate));
    }

    private static void CheckForward<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, T epsilon, ReadOnlySpan<T> y,
        ReadOnlySpan<T> inverses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        int rows = Rows.CheckColumns(x.Length, columns, nameof(x));
        CheckColumns(weight, columns, nameof(weight));
        CheckColumns(bias, columns, nameof(bias));
        if (!(epsilon >= T.Zero))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        SpanGuard.SameLength(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        SpanGuard.Disjoint(weight, y);
        SpanGuard.Disjoint(bias, y);
        CheckRows(inverses, rows, nameof(inverses));
        CheckApart(inverses, x, y, weight, bias, default);
    }

    private static void CheckBackward<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> dy, ReadOnlySpan<T> means, ReadOnlySpan<T> inverses)
    {
        SpanGuard.Element<T>();
        int rows = Rows.CheckColumns(x.Length, columns, nameof(x));
        SpanGuard.SameLength(x, dy);
        CheckRows(inverses, rows, nameof(inverses));
        if (!means.IsEmpty)
            CheckRows(means, rows, nameof(means));
    }

    private static void CheckColumns<T>(ReadOnlySpan<T> span, int columns, string name)
    {
        if (!span.IsEmpty && span.Length != columns)
            throw new ArgumentException($"{name} has {span.Length} elements; there are {columns} columns.", name);
    }

    private static void CheckRows<T>(ReadOnlySpan<T> span, int rows, string name)
    {
        if (span.Length != rows)
            throw new ArgumentException($"{name} has {span.Length} elements; there are {rows} rows.", name);
    }

    private static void CheckApart<T>(
        ReadOnlySpan<T> result, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, ReadOnlySpan<T> d, ReadOnlySpan<T> e,
        [CallerArgumentExpression(nameof(result))] string name = "")
    {
        if (a.Overlaps(result) || b.Overlaps(result) || c.Overlaps(result) || d.Overlaps(result) || e.Overlaps(result))
            throw new ArgumentException($"{name} shares memory with another argument; use separate memory.", name);
    }

    // Without means, not centered.
    private readonly ref struct ForwardKernel<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, T epsilon, Span<T> y, Span<T> means,
        Span<T> inverses) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x, _weight = weight, _bias = bias;
        private readonly Span<T> _y = y, _means = means, _inverses = inverses;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            T n = T.CreateTruncating(columns);
            for (int r = 0; r < _inverses.Length; r++)
            {
                var row = _x.Slice(r * columns, columns);
                T mean = T.Zero;
                if (!_means.IsEmpty)
                    _means[r] = mean = Fold.Run<AddCombine, SpanTerm<T>, V, T>(new(row), 0, columns) / n;
                T squares = Fold.Run<AddCombine, ReductionTerm<SquaredDeviationReduction, T>, V, T>(new(row, mean), 0, columns);
                T inverse = T.One / T.Sqrt(squares / n + epsilon);
                _inverses[r] = inverse;
                TermMap.Run<NormTerm<T>, V, T>(
                    new(row, mean, inverse, _weight, _bias), _y.Slice(r * columns, columns), accumulate: false);
            }
        }
    }

    private readonly ref struct BackwardKernel<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, ReadOnlySpan<T> means,
        ReadOnlySpan<T> inverses, Span<T> dx, bool accumulate) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x, _dy = dy, _weight = weight, _means = means, _inverses = inverses;
        private readonly Span<T> _dx = dx;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            T share = T.One / T.CreateTruncating(columns);
            for (int r = 0; r < _inverses.Length; r++)
            {
                var row = _x.Slice(r * columns, columns);
                var gradient = _dy.Slice(r * columns, columns);
                T mean = T.Zero, inverse = _inverses[r], p = T.Zero;
                if (!_means.IsEmpty)
                {
                    mean = _means[r];
                    p = Fold.Run<AddCombine, NormGradientTerm<SecondFormula, T>, V, T>(
                        new(row, gradient, _weight, mean, inverse, share), 0, columns);
                }
                T q = Fold.Run<AddCombine, NormGradientTerm<ProductFormula, T>, V, T>(
                    new(row, gradient, _weight, mean, inverse, share), 0, columns);
                TermMap.Run<NormGradientTerm<NormGradientFormula, T>, V, T>(
                    new(row, gradient, _weight, mean, inverse, inverse, p, q), _dx.Slice(r * columns, columns), accumulate);
            }
        }
    }

    private readonly ref struct WeightKernel<T>(
        ReadOnlySpan<T> x, int columns, ReadOnlySpan<T> dy, ReadOnlySpan<T> means, ReadOnlySpan<T> inverses, Span<T> dweight,
        bool accumulate) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x, _dy = dy, _means = means, _inverses = inverses;
        private readonly Span<T> _dweight = dweight;

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            fixed (T* x = _x, dy = _dy, means = _means, inverses = _inverses, dweight = _dweight)
                Columns.Sum<NormWeightColumns<T>, V, T>(
                    new(x, dy, means, inverses, columns), _inverses.Length, columns, dweight, accumulate);
        }
    }
}
