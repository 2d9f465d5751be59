using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>
/// Reductions of a span to one number, and running sums. The order of operations is a function of the length alone, so the result
/// has the same bits on every processor; sums are pairwise, with an error of at most about (64 + log2 n) rounding units of
/// sum |x| in float, (128 + log2 n) in double. Along an axis: <see cref="ReduceAxis"/>.
/// </summary>
public static class Reduce
{
    /// <summary>sum_i x[i]; 0 for an empty span.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static T Sum<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        return Fold.Run<AddCombine, SpanTerm<T>, T>(new(x), x.Length);
    }

    /// <summary>sum_i x[i] / n; NaN for an empty span.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static T Mean<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Sum(x) / T.CreateTruncating(x.Length);

    /// <summary>
    /// The variance, sum_i (x[i] - m)^2 / (n - c) with the mean m, in two passes: nothing cancels, however large the mean is.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="correction">c: 1 for the unbiased estimate from a sample, 0 for the variance of all there is.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <returns>NaN for no elements; for no more than c, infinity or, if all are equal, NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="correction"/> is negative.</exception>
    public static T Variance<T>(ReadOnlySpan<T> x, int correction = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Unsafe.SkipInit(out T result);
        ReduceAxis.Variance(x, All(x), correction, new Span<T>(ref result));
        return result;
    }

    /// <summary>max_i x[i]; NaN if any element is NaN; +0 is larger than -0.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static T Max<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (x.IsEmpty)
            throw new ArgumentException("x is empty; the maximum of nothing is undefined.", nameof(x));
        return Fold.Run<MaxCombine, SpanTerm<T>, T>(new(x), x.Length);
    }

    /// <summary>min_i x[i]; NaN if any element is NaN; -0 is smaller than +0.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static T Min<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (x.IsEmpty)
            throw new ArgumentException("x is empty; the minimum of nothing is undefined.", nameof(x));
        return Fold.Run<MinCombine, SpanTerm<T>, T>(new(x), x.Length);
    }

    /// <summary>The index of the first NaN or, if there is none, of the first element equal to the maximum.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static int ArgMax<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FirstWith<MaxCombine, T>(x, Max(x));

    /// <summary>The index of the first NaN or, if there is none, of the first element equal to the minimum.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static int ArgMin<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FirstWith<MinCombine, T>(x, Min(x));

    /// <summary>The L1 norm, sum_i |x[i]|.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static T L1Norm<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        return Fold.Run<AddCombine, ReductionTerm<MagnitudeReduction, T>, T>(new(x, default), x.Length);
    }

    /// <summary>
    /// The L2 norm, sqrt(sum_i x[i]^2). Where squares might overflow or underflow, elements are first scaled by the power of two
    /// that brings the largest to about 1: so it overflows and underflows only where the norm itself does.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static T L2Norm<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Unsafe.SkipInit(out T result);
        ReduceAxis.L2Norm(x, All(x), new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// log(sum_i exp(x[i])), from x - max x, so that it does not overflow. -infinity for elements that are all -infinity, or
    /// none; infinity if one is infinity; NaN if one is NaN.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static T LogSumExp<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Unsafe.SkipInit(out T result);
        ReduceAxis.LogSumExp(x, All(x), new Span<T>(ref result));
        return result;
    }

    /// <summary>The running sum, y[i] = x[0] + ... + x[i]. In place if <paramref name="y"/> is <paramref name="x"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void CumulativeSum<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReduceAxis.CumulativeSum(x, All(x), y);

    /// <summary>
    /// The first index at which the span has its extreme value, which is given. Halves the span until a few elements are left.
    /// </summary>
    internal static int FirstWith<TCombine, T>(ReadOnlySpan<T> x, T extreme)
        where TCombine : struct, ICombine
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Few = 32;
        int start = 0;
        while (x.Length > Few)
        {
            var half = x[..(x.Length / 2)];
            if (IsSame(Fold.Run<TCombine, SpanTerm<T>, T>(new(half), half.Length), extreme))
            {
                x = half;
                continue;
            }
            start += half.Length;
            x = x[half.Length..];
        }
        for (int i = 0; i < x.Length; i++)
            if (IsSame(x[i], extreme))
                return start + i;
        throw new InvalidOperationException("The elements changed while they were read.");

        // Zeros of either sign are one number.
        static bool IsSame(T a, T b) => a == b || (T.IsNaN(a) && T.IsNaN(b));
    }

    private static AxisLayout All<T>(ReadOnlySpan<T> x) => new(1, x.Length, 1);
}
