using System.Numerics;

namespace SimdGrad.Kernels;

/// <summary>
/// Reductions of a span to one number. The order of operations is a function of the length alone, so the result has the same
/// bits on every processor; sums are pairwise, with an error of at most about (64 + log2 n) rounding units of sum |x| in
/// float, (128 + log2 n) in double.
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

    /// <summary>max_i x[i]; NaN if any element is NaN.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static T Max<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (x.IsEmpty)
            throw new ArgumentException("x is empty; the maximum of nothing is undefined.", nameof(x));
        return Fold.Run<MaxCombine, SpanTerm<T>, T>(new(x), x.Length);
    }
}
