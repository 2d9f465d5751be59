using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The planes of patches at all positions (<see cref="Patches{T}"/>), added where their elements were taken from: the transpose
/// of copying them.
/// </summary>
/// <remarks>
/// Row by row. With a horizontal stride of 1 the elements of a row of the window are added in registers; what is outside the
/// plane is masked, so vectors are read whole, from before its first element to past its last one.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct PatchSums<T>(in Patches<T> planes, WindowLayout window, T* sums)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Patches<T> _planes = planes;
    private readonly WindowLayout _window = window;

    /// <summary>dx = the sums of some channels, or dx + them; those of an element are added up before.</summary>
    public void Add<V>(int channels, T* dx, bool accumulate) where V : struct, IVec<V, T>
    {
        if (_planes.Shares)
            AddShared<V>(channels, dx, accumulate);
        else
            AddApart<V>(channels, dx, accumulate);
    }

    // A row of dx gets something from one row of each plane.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void AddShared<V>(int channels, T* dx, bool accumulate) where V : struct, IVec<V, T>
    {
        var (height, width) = _window.Input;
        int channelLength = _planes.ChannelPlanes * _planes.PlaneStride, positions = _window.Output.Width;
        bool adjacent = _window.Stride.Width == 1;
        using var buffer = BufferPool.Shared.Rent<T>(width);
        for (int c = 0; c < channels; c++)
        {
            T* from = sums + (nint)c * channelLength + _window.Padding.Height * positions;
            for (int y = 0; y < height; y++, from += positions, dx += width)
            {
                if (adjacent)
                {
                    Row<V>(from, dx, accumulate);
                    continue;
                }
                buffer.Span.Clear();
                SpreadRow(from, buffer.Pointer);
                Finish<V>(buffer.Span, dx, accumulate);
            }
        }
    }

    // A row of dx gets something from the planes of those elements of a column of the window that fall on it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void AddApart<V>(int channels, T* dx, bool accumulate) where V : struct, IVec<V, T>
    {
        var (height, width) = _window.Input;
        int channelLength = _planes.ChannelPlanes * _planes.PlaneStride, positions = _window.Output.Width;
        int stride = _window.Stride.Height, elementLength = _window.Kernel.Width * _planes.PlaneStride;
        bool adjacent = _window.Stride.Width == 1;
        using var buffer = BufferPool.Shared.Rent<T>(width);
        for (int c = 0; c < channels; c++)
        {
            T* channel = sums + (nint)c * channelLength;
            for (int y = 0; y < height; y++, dx += width)
            {
                buffer.Span.Clear();
                int offset = y + _window.Padding.Height;
                for (int i = 0; i < _window.Kernel.Height; i++, offset -= _window.Dilation.Height)
                {
                    int row = offset / stride;
                    if (offset < 0 || row * stride != offset || row >= _window.Output.Height)
                        continue;
                    T* from = channel + (nint)i * elementLength + row * positions;
                    if (adjacent)
                        Row<V>(from, buffer.Pointer, add: true);
                    else
                        SpreadRow(from, buffer.Pointer);
                }
                Finish<V>(buffer.Span, dx, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Row<V>(T* from, T* to, bool add) where V : struct, IVec<V, T>
    {
        int width = _window.Input.Width, positions = _window.Output.Width;
        for (int x = 0; x < width; x += V.Count)
        {
            V sum = V.Zero;
            T* plane = from;
            int place = x + _window.Padding.Width;
            for (int j = _window.Kernel.Width; j > 0; j--, plane += _planes.PlaneStride, place -= _window.Dilation.Width)
            {
                int before = -place, end = positions - place;
                if (before >= V.Count || end <= 0)
                    continue;
                V part = V.Load(ref plane[place]);
                if (before > 0)
                    part = V.Select(V.FirstLanes(before), V.Zero, part);
                if (end < V.Count)
                    part = V.Select(V.FirstLanes(end), part, V.Zero);
                sum += part;
            }
            int count = Math.Min(V.Count, width - x);
            if (add)
                sum = V.LoadPartial(ref to[x], count) + sum;
            V.StorePartial(sum, ref to[x], count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void SpreadRow(T* from, T* to)
    {
        int stride = _window.Stride.Width, column = -_window.Padding.Width;
        for (int j = 0; j < _window.Kernel.Width; j++, from += _planes.PlaneStride, column += _window.Dilation.Width)
        {
            var (start, end) = WindowLayout.Inside(column, _window.Input.Width, stride, _window.Output.Width);
            for (int x = start; x < end; x++)
                to[column + (nint)x * stride] += from[x];
        }
    }

    private static void Finish<V>(Span<T> row, T* to, bool accumulate) where V : struct, IVec<V, T>
    {
        Span<T> result = new(to, row.Length);
        if (accumulate)
            Axpy.Run<V, T>(T.One, row, result, accumulate: true);
        else
            row.CopyTo(result);
    }
}
