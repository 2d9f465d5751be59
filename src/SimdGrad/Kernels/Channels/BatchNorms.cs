using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Batch norm: each channel of a batch is shifted and scaled to mean 0 and variance 1. The layout of the elements is that along
/// their channels: (batch, channels, 1) for rows of features, (batch, channels, height * width) for images.
/// </summary>
/// <remarks>
/// The methods throw <see cref="ArgumentException"/> if lengths do not fit the layout, or a result shares memory with something
/// that is read, unless said otherwise.
/// </remarks>
public static unsafe class BatchNorms
{
    /// <summary>The mean and the variance, without correction, of each channel: two passes.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="means">Receives the means; NaN where a channel has no element.</param>
    /// <param name="variances">Receives the variances.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Statistics<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> means, Span<T> variances)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.CheckElements(x.Length, nameof(x));
        CheckChannels(means, layout);
        CheckChannels(variances, layout);
        SpanGuard.Disjoint(x, means);
        SpanGuard.Disjoint(x, variances);
        SpanGuard.Disjoint<T>(means, variances);
        T count = T.CreateTruncating((long)layout.Outer * layout.Inner);
        fixed (T* px = x, pm = means, pv = variances)
        {
            ChannelOperands<T> operands = new() { Layout = layout, A = px, P = pm };
            Isa.Run<ChannelSum<FirstOfChannel, T>, T>(new(operands, pm));
            foreach (ref T mean in means)
                mean /= count;
            Isa.Run<ChannelSum<SquaredDeviationOfChannel, T>, T>(new(operands, pv));
            foreach (ref T variance in variances)
                variance /= count;
        }
    }

    /// <summary>
    /// y = (x - m) r weight + bias with the mean m of the channel and r = 1 / sqrt(v + epsilon), v being its variance. In
    /// place if <paramref name="y"/> is <paramref name="x"/>.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="means">The mean of each channel.</param>
    /// <param name="variances">The variance of each channel.</param>
    /// <param name="weight">A factor for each channel; empty for none.</param>
    /// <param name="bias">A summand for each channel; empty for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="y">Receives the result, laid out as <paramref name="x"/>.</param>
    /// <param name="inverses">Receives r of each channel.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative or NaN.</exception>
    public static void Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<T> means, ReadOnlySpan<T> variances, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> bias, T epsilon, Span<T> y, Span<T> inverses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.CheckElements(x.Length, nameof(x));
        if (!(epsilon >= T.Zero))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        CheckRead(means, layout, y);
        CheckRead(variances, layout, y);
        CheckRead(weight, layout, y, optional: true);
        CheckRead(bias, layout, y, optional: true);
        CheckRead<T>(inverses, layout, y);
        SpanGuard.Disjoint(means, inverses);
        SpanGuard.Disjoint(x, inverses);
        int channels = layout.Length;
        for (int c = 0; c < channels; c++)
            inverses[c] = T.One / T.Sqrt(variances[c] + epsilon);
        using var numbers = BufferPool.Shared.Rent<T>(2 * channels);
        Span<T> scales = numbers.Span[..channels], offsets = numbers.Span[channels..];
        Scales<T>(inverses, weight, scales);
        if (bias.IsEmpty)
            offsets.Clear();
        else
            bias.CopyTo(offsets);
        fixed (T* px = x, pm = means, ps = scales, po = offsets, py = y)
            ChannelMap<AffineOfChannel, T>.Run(new() { Layout = layout, A = px, P = pm, Q = ps, R = po }, py, accumulate: false);
    }

    /// <summary>
    /// The sums over each channel of dy, and of dy h with the normalized h = (x - m) r: the gradients of bias and weight.
    /// </summary>
    /// <param name="x">The elements that were normalized.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="dy">The gradient with respect to the result.</param>
    /// <param name="means">The means m.</param>
    /// <param name="inverses">The numbers r.</param>
    /// <param name="dbias">Receives the sums of dy.</param>
    /// <param name="dweight">Receives the sums of dy h.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void BackwardWeight<T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<T> dy, ReadOnlySpan<T> means, ReadOnlySpan<T> inverses,
        Span<T> dbias, Span<T> dweight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.CheckElements(x.Length, nameof(x));
        SpanGuard.SameLength(x, dy);
        CheckChannels(dbias, layout);
        CheckChannels(dweight, layout);
        SpanGuard.Disjoint<T>(dbias, dweight);
        SpanGuard.Disjoint(dy, dbias);
        SpanGuard.Disjoint(x, dbias);
        SpanGuard.Disjoint(x, dweight);
        SpanGuard.Disjoint(dy, dweight);
        CheckRead(means, layout, dweight);
        CheckRead(inverses, layout, dweight);
        SpanGuard.Disjoint(means, dbias);
        SpanGuard.Disjoint(inverses, dbias);
        fixed (T* px = x, pdy = dy, pm = means, pr = inverses, pb = dbias, pw = dweight)
        {
            Isa.Run<ChannelSum<FirstOfChannel, T>, T>(new(new() { Layout = layout, A = pdy }, pb));
            Isa.Run<ChannelSum<ProductWithNormalized, T>, T>(
                new(new() { Layout = layout, A = px, B = pdy, P = pm, Q = pr }, pw));
        }
    }

    /// <summary>
    /// The gradient with respect to the elements, or that added to dx: weight r (dy - mean dy - h mean(dy h)) where the
    /// statistics were those of the elements, and weight r dy where they were given.
    /// </summary>
    /// <param name="x">The elements that were normalized.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="dy">The gradient with respect to the result.</param>
    /// <param name="weight">The factors; empty for none.</param>
    /// <param name="means">The means m.</param>
    /// <param name="inverses">The numbers r.</param>
    /// <param name="dbias">The sums of dy that <see cref="BackwardWeight"/> gives; empty if the statistics were given.</param>
    /// <param name="dweight">The sums of dy h, likewise.</param>
    /// <param name="dx">Receives the gradient; in place if it is <paramref name="dy"/> or <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Backward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, ReadOnlySpan<T> means,
        ReadOnlySpan<T> inverses, ReadOnlySpan<T> dbias, ReadOnlySpan<T> dweight, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        layout.CheckElements(x.Length, nameof(x));
        SpanGuard.SameLength(x, dy);
        SpanGuard.SameLength<T, T>(x, dx);
        SpanGuard.SameOrDisjoint(x, dx);
        SpanGuard.SameOrDisjoint(dy, dx);
        CheckRead(weight, layout, dx, optional: true);
        CheckRead(means, layout, dx);
        CheckRead(inverses, layout, dx);
        CheckRead(dbias, layout, dx, optional: true);
        SpanGuard.SameLength(dbias, dweight);
        SpanGuard.Disjoint(dweight, dx);
        int channels = layout.Length;
        using var numbers = BufferPool.Shared.Rent<T>(3 * channels);
        Span<T> scales = numbers.Span[..channels], shares = numbers.Span[channels..(2 * channels)];
        var slopes = numbers.Span[(2 * channels)..];
        Scales(inverses, weight, scales);
        fixed (T* px = x, pdy = dy, pm = means, ps = scales, pq = shares, pr = slopes, pdx = dx)
        {
            if (dbias.IsEmpty)
            {
                ChannelMap<ScaleOfChannel, T>.Run(new() { Layout = layout, A = pdy, P = ps }, pdx, accumulate);
                return;
            }
            T count = T.CreateTruncating((long)layout.Outer * layout.Inner);
            for (int c = 0; c < channels; c++)
            {
                shares[c] = dbias[c] / count;
                slopes[c] = dweight[c] / count * inverses[c];
            }
            ChannelMap<NormGradientOfChannel, T>.Run(
                new() { Layout = layout, A = px, B = pdy, P = pm, Q = pq, R = pr, S = ps }, pdx, accumulate);
        }
    }

    private static void Scales<T>(ReadOnlySpan<T> inverses, ReadOnlySpan<T> weight, Span<T> scales)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int c = 0; c < scales.Length; c++)
            scales[c] = weight.IsEmpty ? inverses[c] : inverses[c] * weight[c];
    }

    private static void CheckRead<T>(
        ReadOnlySpan<T> span, AxisLayout layout, ReadOnlySpan<T> result, bool optional = false,
        [CallerArgumentExpression(nameof(span))] string name = "",
        [CallerArgumentExpression(nameof(result))] string resultName = "")
    {
        if (!optional || !span.IsEmpty)
            CheckChannels(span, layout, name);
        SpanGuard.Disjoint(span, result, name, resultName);
    }

    private static void CheckChannels<T>(
        ReadOnlySpan<T> span, AxisLayout layout, [CallerArgumentExpression(nameof(span))] string name = "")
    {
        if (span.Length != layout.Length)
            throw new ArgumentException($"{name} has {span.Length} elements; there are {layout.Length} channels.", name);
    }
}
