using System.Numerics;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Reductions along one axis of a tensor, as <see cref="Reduce"/> of each slice; nothing is transposed. Where the axis is the
/// last, each result has the bits that <see cref="Reduce"/> gives. Along other axes elements are joined in rising order
/// within panels of 64, and panels pairwise: no less accurate.
/// </summary>
/// <remarks>
/// The methods take the elements x, their layout, and y, which receives the result of each slice and shares no memory with x.
/// They throw <see cref="ArgumentException"/> if the lengths do not fit the layout, or the spans overlap.
/// </remarks>
public static class ReduceAxis
{
    /// <summary>Sums; 0 for empty slices.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Sum<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<AddCombine, PlainReduction, T>(x, layout, default, y);

    /// <summary>Means; NaN for empty slices.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Mean<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run<AddCombine, MeanReduction, T>(x, layout, T.CreateTruncating(layout.Length), y);

    /// <summary>Variances in two passes, as <see cref="Reduce.Variance{T}"/>.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="correction">What is subtracted from the number of elements in the denominator.</param>
    /// <param name="y">Receives the variances.</param>
    /// <param name="means">Receives the means, unless empty.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="correction"/> is negative.</exception>
    public static void Variance<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> means = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(correction);
        SpanGuard.Element<T>();
        layout.Check(x.Length, y.Length);
        SpanGuard.Disjoint(x, y);
        if (!means.IsEmpty)
        {
            SpanGuard.SameLength<T, T>(y, means);
            SpanGuard.Disjoint(x, means);
            SpanGuard.Disjoint<T>(y, means);
        }
        AxisReduction.Run<AddCombine, MeanReduction, AddCombine, SquaredDeviationReduction, T>(
            x, layout, T.CreateTruncating(Math.Max(0, layout.Length - correction)), y, means);
    }

    /// <summary>Maxima, as <see cref="Reduce.Max{T}"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The slices are empty and there are some.</exception>
    public static void Max<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckNotEmpty(layout);
        Run<MaxCombine, PlainReduction, T>(x, layout, default, y);
    }

    /// <summary>Minima, as <see cref="Reduce.Min{T}"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The slices are empty and there are some.</exception>
    public static void Min<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckNotEmpty(layout);
        Run<MinCombine, PlainReduction, T>(x, layout, default, y);
    }

    /// <summary>Along the axis, the index of the first NaN or of the first of the largest.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The slices are empty and there are some.</exception>
    public static void ArgMax<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<int> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ArgExtreme<MaxCombine, T>(x, layout, y);

    /// <summary>Along the axis, the index of the first NaN or of the first of the smallest.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The slices are empty and there are some.</exception>
    public static void ArgMin<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<int> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ArgExtreme<MinCombine, T>(x, layout, y);

    /// <summary>L1 norms.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static void L1Norm<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<AddCombine, MagnitudeReduction, T>(x, layout, default, y);

    /// <summary>L2 norms, scaled where needed as <see cref="Reduce.L2Norm{T}"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static void L2Norm<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What underflows is nothing beside such a sum. The tangents of dual numbers might overflow before their values.
        T least = typeof(T) == typeof(float) ? T.ScaleB(T.One, -45) : T.ScaleB(T.One, -450);
        if (typeof(T) != typeof(Dual))
        {
            Run<AddCombine, PlainSquareReduction, T>(x, layout, default, y);
            if (AreSafe(y, least))
                return;
            if (y.Length > 1)
            {
                using var scaled = BufferPool.Shared.Rent<T>(y.Length);
                Run<MaxCombine, ScaleReduction, AddCombine, SquareReduction, T>(x, layout, scaled.Span);
                for (int i = 0; i < y.Length; i++)
                    y[i] = AreSafe(y.Slice(i, 1), least) ? y[i] : scaled.Span[i];
                return;
            }
        }
        Run<MaxCombine, ScaleReduction, AddCombine, SquareReduction, T>(x, layout, y);

        static bool AreSafe(ReadOnlySpan<T> norms, T least)
        {
            foreach (T norm in norms)
                if (!(norm >= least && T.IsFinite(norm)))
                    return false;
            return true;
        }
    }

    /// <summary>The logarithms of sums of exponentials, as <see cref="Reduce.LogSumExp{T}"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run<MaxCombine, FiniteMaxReduction, AddCombine, ExpReduction, T>(x, layout, y);

    /// <summary>
    /// Running sums along the axis: y[i] = x[0] + ... + x[i], or x[i] + ... + x[n - 1] in reverse. Sums are taken in order
    /// within blocks of 64 elements, and the sum of the blocks before is that of pairs of pairs: an error of at most about
    /// (64 + 2 log2 n) rounding units of sum |x|, the same bits on every processor and for every axis. In place if y is x.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="y">Receives the sums, laid out as <paramref name="x"/>.</param>
    /// <param name="reverse">Whether to begin at the end.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/>, which then is not x, instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap without being the same.</exception>
    public static void CumulativeSum<T>(
        ReadOnlySpan<T> x, AxisLayout layout, Span<T> y, bool reverse = false, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.CheckElements(x.Length, nameof(x));
        SpanGuard.SameLength<T, T>(x, y);
        if (accumulate)
            SpanGuard.Disjoint(x, y);
        else
            SpanGuard.SameOrDisjoint(x, y);
        Scan.Run(x, layout, y, reverse, accumulate);
    }

    /// <summary>
    /// For each slice 1 over the number of its elements that equal their maximum or minimum, as
    /// <typeparamref name="TCombine"/> says.
    /// </summary>
    internal static void TieShares<TCombine, T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where TCombine : struct, ICombine
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run<TCombine, PlainReduction, AddCombine, TieReduction, T>(x, layout, y);

    private static void Run<TCombine, TReduction, T>(ReadOnlySpan<T> x, AxisLayout layout, T divisor, Span<T> y)
        where TCombine : struct, ICombine
        where TReduction : struct, IReduction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.Check(x.Length, y.Length);
        SpanGuard.Disjoint(x, y);
        AxisReduction.Run<TCombine, NoPivot, TCombine, TReduction, T>(x, layout, divisor, y);
    }

    private static void Run<TPivotCombine, TPivot, TCombine, TReduction, T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y)
        where TPivotCombine : struct, ICombine
        where TPivot : struct, IReduction
        where TCombine : struct, ICombine
        where TReduction : struct, IReduction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.Check(x.Length, y.Length);
        SpanGuard.Disjoint(x, y);
        AxisReduction.Run<TPivotCombine, TPivot, TCombine, TReduction, T>(x, layout, default, y);
    }

    private static void ArgExtreme<TCombine, T>(ReadOnlySpan<T> x, AxisLayout layout, Span<int> y)
        where TCombine : struct, ICombine
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.Check(x.Length, y.Length);
        CheckNotEmpty(layout);
        ExtremeIndex.Run<TCombine, T>(x, layout, y);
    }

    private static void CheckNotEmpty(AxisLayout layout)
    {
        if (layout.Length == 0 && layout.Slices > 0)
            throw new ArgumentException($"{layout} has empty slices; the extreme of nothing is undefined.", nameof(layout));
    }
}
