using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Maxima and means of windows that slide over planes, one after the other in memory.</summary>
/// <remarks>
/// The methods throw <see cref="ArgumentException"/> if lengths are not those of equally many planes, or a result shares memory
/// with something else.
/// </remarks>
public static class Pooling
{
    /// <summary>
    /// The maximum of each window, and where it is: the first of equals, in order of rows, and the first NaN before all. What
    /// lies in the padding does not count.
    /// </summary>
    /// <param name="x">The planes.</param>
    /// <param name="layout">How the window slides.</param>
    /// <param name="y">Receives the maxima.</param>
    /// <param name="indices">Receives the index of each within its plane.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">A window may lie in the padding as a whole.</exception>
    public static void Max<T>(ReadOnlySpan<T> x, WindowLayout layout, Span<T> y, Span<int> indices)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckPadding(layout);
        int planes = Check<T>(x, layout, y);
        SpanGuard.SameLength<T, int>(y, indices);
        Sliced.Run<MaxKernel<T>, T>(new(x, layout, planes, y, indices), 4 * layout.Input.Area);
    }

    /// <summary>The gradient of the maxima: that of each is added where it was found.</summary>
    /// <param name="dy">The gradient with respect to the maxima.</param>
    /// <param name="indices">Where they are within their planes.</param>
    /// <param name="layout">How the window slides.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside a plane.</exception>
    public static void MaxBackward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<int> indices, WindowLayout layout, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planes = Check<T>(dx, layout, dy);
        SpanGuard.SameLength(dy, indices);
        if (indices.ContainsAnyExceptInRange(0, layout.Input.Area - 1))
            throw new ArgumentOutOfRangeException(
                nameof(indices), $"An index is outside its plane, which has {layout.Input.Area} elements.");
        Sliced.Run<MaxGradientKernel<T>, T>(new(dy, indices, layout, planes, dx, accumulate), 4 * layout.Input.Area);
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
        Sliced.Run<MeanKernel<T>, T>(new(x, layout, countPadding, planes, y), 4 * layout.Input.Area);
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
        Sliced.Run<MeanGradientKernel<T>, T>(new(dy, layout, countPadding, planes, dx, accumulate), 4 * layout.Input.Area);
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

    private readonly ref struct MaxKernel<T>(ReadOnlySpan<T> x, WindowLayout layout, int planes, Span<T> y, Span<int> indices)
        : ISliceKernel<MaxKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;
        private readonly Span<int> _indices = indices;

        public int Length => planes;

        public MaxKernel<T> Slice(int start, int length)
        {
            int input = layout.Input.Area, output = layout.Output.Area;
            return new(
                _x.Slice(start * input, length * input), layout, length, _y.Slice(start * output, length * output),
                _indices.Slice(start * output, length * output));
        }

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int input = layout.Input.Area, output = layout.Output.Area;
            for (int p = 0; p < planes; p++)
                Plane(
                    _x.Slice(p * input, input), _y.Slice(p * output, output), _indices.Slice(p * output, output));
        }

        // Element by element of the window, for a row of positions at a time.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Plane(ReadOnlySpan<T> x, Span<T> y, Span<int> indices)
        {
            y.Fill(T.NegativeInfinity);
            indices.Fill(-1);
            var (width, stride, positions) = (layout.Input.Width, layout.Stride.Width, layout.Output.Width);
            for (int oy = 0; oy < layout.Output.Height; oy++)
            {
                var best = y.Slice(oy * positions, positions);
                var where = indices.Slice(oy * positions, positions);
                for (int ky = 0; ky < layout.Kernel.Height; ky++)
                {
                    int row = oy * layout.Stride.Height - layout.Padding.Height + ky * layout.Dilation.Height;
                    if ((uint)row >= (uint)layout.Input.Height)
                        continue;
                    for (int kx = 0; kx < layout.Kernel.Width; kx++)
                    {
                        int offset = kx * layout.Dilation.Width - layout.Padding.Width;
                        var (start, end) = WindowLayout.Inside(offset, width, stride, positions);
                        int i = row * width + offset + start * stride;
                        for (int ox = start; ox < end; ox++, i += stride)
                        {
                            T value = x[i];
                            // The first element is taken whatever it is; a NaN by the second comparison, and nothing after it.
                            bool better = value > best[ox] || where[ox] < 0 || (T.IsNaN(value) && !T.IsNaN(best[ox]));
                            best[ox] = better ? value : best[ox];
                            where[ox] = better ? i : where[ox];
                        }
                    }
                }
            }
        }
    }

    private readonly ref struct MaxGradientKernel<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<int> indices, WindowLayout layout, int planes, Span<T> dx, bool accumulate)
        : ISliceKernel<MaxGradientKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _dy = dy;
        private readonly ReadOnlySpan<int> _indices = indices;
        private readonly Span<T> _dx = dx;

        public int Length => planes;

        public MaxGradientKernel<T> Slice(int start, int length)
        {
            int input = layout.Input.Area, output = layout.Output.Area;
            return new(
                _dy.Slice(start * output, length * output), _indices.Slice(start * output, length * output), layout, length,
                _dx.Slice(start * input, length * input), accumulate);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            int input = layout.Input.Area, output = layout.Output.Area;
            if (!accumulate)
                _dx.Clear();
            for (int p = 0; p < planes; p++)
            {
                var plane = _dx.Slice(p * input, input);
                for (int i = p * output; i < (p + 1) * output; i++)
                    plane[_indices[i]] += _dy[i];
            }
        }
    }

    private readonly ref struct MeanKernel<T>(ReadOnlySpan<T> x, WindowLayout layout, bool countPadding, int planes, Span<T> y)
        : ISliceKernel<MeanKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public int Length => planes;

        public MeanKernel<T> Slice(int start, int length)
        {
            int input = layout.Input.Area, output = layout.Output.Area;
            return new(
                _x.Slice(start * input, length * input), layout, countPadding, length,
                _y.Slice(start * output, length * output));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            int input = layout.Input.Area, i = 0;
            for (int p = 0; p < planes; p++)
            {
                var plane = _x.Slice(p * input, input);
                for (int oy = 0; oy < layout.Output.Height; oy++)
                {
                    for (int ox = 0; ox < layout.Output.Width; ox++)
                    {
                        var window = new PlaneWindow(layout, oy, ox);
                        T sum = T.Zero;
                        for (int row = window.Top; row < window.Bottom; row++)
                            for (int column = window.Left; column < window.Right; column++)
                                sum += plane[row * layout.Input.Width + column];
                        _y[i++] = sum / T.CreateTruncating(countPadding ? layout.Kernel.Area : window.Area);
                    }
                }
            }
        }
    }

    private readonly ref struct MeanGradientKernel<T>(
        ReadOnlySpan<T> dy, WindowLayout layout, bool countPadding, int planes, Span<T> dx, bool accumulate)
        : ISliceKernel<MeanGradientKernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _dy = dy;
        private readonly Span<T> _dx = dx;

        public int Length => planes;

        public MeanGradientKernel<T> Slice(int start, int length)
        {
            int input = layout.Input.Area, output = layout.Output.Area;
            return new(
                _dy.Slice(start * output, length * output), layout, countPadding, length,
                _dx.Slice(start * input, length * input), accumulate);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            int input = layout.Input.Area, i = 0;
            if (!accumulate)
                _dx.Clear();
            for (int p = 0; p < planes; p++)
            {
                var plane = _dx.Slice(p * input, input);
                for (int oy = 0; oy < layout.Output.Height; oy++)
                {
                    for (int ox = 0; ox < layout.Output.Width; ox++)
                    {
                        var window = new PlaneWindow(layout, oy, ox);
                        T share = _dy[i++] / T.CreateTruncating(countPadding ? layout.Kernel.Area : window.Area);
                        for (int row = window.Top; row < window.Bottom; row++)
                            for (int column = window.Left; column < window.Right; column++)
                                plane[row * layout.Input.Width + column] += share;
                    }
                }
            }
        }
    }
}
