using System.Numerics;

namespace SimdGrad.Kernels;

/// <summary>Maxima and means of windows that slide over planes, one after the other in memory.</summary>
/// <remarks>
/// The methods throw <see cref="ArgumentException"/> if lengths are not those of equally many planes, or a result shares memory
/// with something else.
/// </remarks>
public static class Pooling
{
    /// <summary>
    /// The maximum of each window: the first of equals, in order of rows, and the first NaN before all. What lies in the padding
    /// does not count.
    /// </summary>
    /// <param name="x">The planes.</param>
    /// <param name="layout">How the window slides.</param>
    /// <param name="y">Receives the maxima.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">A window may lie in the padding as a whole.</exception>
    public static void Max<T>(ReadOnlySpan<T> x, WindowLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckPadding(layout);
        int planes = Check<T>(x, layout, y);
        Sliced.Run<WindowFold<WindowMax, T>, T>(new(new(layout, planes, false), x, y), layout.Input.Area);
    }

    /// <summary>The gradient of the maxima: that of each is added where it was found.</summary>
    /// <param name="x">The planes.</param>
    /// <param name="y">Their maxima, as <see cref="Max{T}"/> gives them.</param>
    /// <param name="dy">The gradient with respect to the maxima.</param>
    /// <param name="layout">How the window slides.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">A window may lie in the padding as a whole.</exception>
    public static void MaxBackward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, WindowLayout layout, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckPadding(layout);
        int planes = Check<T>(dx, layout, dy);
        SpanGuard.SameLength<T, T>(dx, x);
        SpanGuard.SameLength<T, T>(dy, y);
        SpanGuard.Disjoint(x, dx);
        SpanGuard.Disjoint(y, dx);
        Sliced.Run<WindowGradient<WindowMax, T>, T>(
            new(new(layout, planes, false), x, y, dy, dx, accumulate), layout.Input.Area);
    }

    /// <summary>The mean of each window, what lies in the padding being 0.</summary>
    /// <param name="x">The planes.</param>
    /// <param name="layout">How the window slides; its dilation is 1.</param>
    /// <param name="countPadding">Whether the elements in the padding count in the divisor.</param>
    /// <param name="y">Receives the means.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Mean<T>(ReadOnlySpan<T> x, WindowLayout layout, bool countPadding, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckMean(layout);
        int planes = Check<T>(x, layout, y);
        Sliced.Run<WindowFold<WindowMean, T>, T>(new(new(layout, planes, countPadding), x, y), layout.Input.Area);
    }

    /// <summary>The gradient of the means.</summary>
    /// <param name="dy">The gradient with respect to the means.</param>
    /// <param name="layout">How the window slides.</param>
    /// <param name="countPadding">Whether the elements in the padding count in the divisor.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void MeanBackward<T>(
        ReadOnlySpan<T> dy, WindowLayout layout, bool countPadding, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckMean(layout);
        int planes = Check<T>(dx, layout, dy);
        Sliced.Run<WindowGradient<WindowMean, T>, T>(
            new(new(layout, planes, countPadding), default, default, dy, dx, accumulate), layout.Input.Area);
    }

    /// <summary>Throws unless every window has an element in the plane.</summary>
    internal static void CheckPadding(WindowLayout layout)
    {
        if (layout.Padding.Height > layout.Kernel.Height / 2 || layout.Padding.Width > layout.Kernel.Width / 2)
            throw new ArgumentException(
                $"padding is {layout.Padding}; it is at most half the window {layout.Kernel}.", nameof(layout));
        if (layout.Dilation != 1 && layout.Padding != 0)
        {
            CheckHit(layout.Input.Height, layout.Kernel.Height, layout.Padding.Height, layout.Dilation.Height);
            CheckHit(layout.Input.Width, layout.Kernel.Width, layout.Padding.Width, layout.Dilation.Width);
        }

        // With gaps wider than the plane a window may step over it.
        static void CheckHit(int size, int kernel, int padding, int dilation)
        {
            if (padding > 0 && kernel > 1 && dilation > size)
                throw new ArgumentException(
                    $"dilation is {dilation}; with padding, a plane of {size} takes at most that.", nameof(layout));
        }
    }

    private static void CheckMean(WindowLayout layout)
    {
        CheckPadding(layout);
        if (layout.Dilation != 1)
            throw new ArgumentException($"dilation is {layout.Dilation}; means are of windows without gaps.", nameof(layout));
    }

    private static int Check<T>(ReadOnlySpan<T> x, WindowLayout layout, ReadOnlySpan<T> y)
    {
        SpanGuard.Element<T>();
        SpanGuard.Disjoint(x, y);
        int input = layout.Input.Area, output = layout.Output.Area;
        if (output == 0)
            throw new ArgumentException("The layout is default; it has no windows.", nameof(layout));
        int planes = y.Length / output;
        if ((long)planes * output != y.Length || (long)planes * input != x.Length)
            throw new ArgumentException(
                $"There are {x.Length} elements and {y.Length} windows; planes of {layout.Input} have {input} elements and "
                + $"{output} windows each.", nameof(y));
        return planes;
    }
}
