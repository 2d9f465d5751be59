using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The gradients with respect to the elements of windows, added up where windows overlap.</summary>
/// <remarks>
/// Each element gets what it is given in the order of the windows, however many are lanes of one vector: what the elements of a
/// row of a window get is found in rising order and added in falling order, for the last element of one window is the first of
/// a later one.
/// </remarks>
/// <typeparam name="TFormula">What becomes of the elements of a window.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe ref struct WindowGradient<TFormula, T>(
    WindowPlanes<T> planes, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate)
    : ISliceKernel<WindowGradient<TFormula, T>, T>
    where TFormula : struct, IWindowFormula
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WindowPlanes<T> _planes = planes;
    private readonly ReadOnlySpan<T> _x = x, _y = y, _dy = dy;
    private readonly Span<T> _dx = dx;

    public int Length => _planes.Planes;

    public WindowGradient<TFormula, T> Slice(int start, int length)
    {
        int input = _planes.Layout.Input.Area, output = _planes.Layout.Output.Area;
        return new(
            _planes.Take(length), Sliced.OfOptional(_x, start * input, length * input),
            Sliced.OfOptional(_y, start * output, length * output), _dy.Slice(start * output, length * output),
            _dx.Slice(start * input, length * input), accumulate);
    }

    public void Run<V>() where V : struct, IVec<V, T>
    {
        if (!accumulate)
            _dx.Clear();
        // What the elements of a row of the window get.
        using var buffer = BufferPool.Shared.Rent<T>(_planes.Layout.Kernel.Width * V.Count);
        fixed (T* px = _x, py = _y, pdy = _dy, pdx = _dx)
        {
            int stride = _planes.Layout.Stride.Width;
            if (stride == 1)
                Run<V, WindowStride.Adjacent>(px, py, pdy, pdx, buffer.Pointer);
            else if (stride == 2)
                Run<V, WindowStride.EverySecond>(px, py, pdy, pdx, buffer.Pointer);
            else
                Run<V, WindowStride.Any>(px, py, pdy, pdx, buffer.Pointer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Run<V, TStride>(T* x, T* y, T* dy, T* dx, T* gradients)
        where V : struct, IVec<V, T>
        where TStride : struct, IConstant
    {
        var planes = _planes;
        var layout = planes.Layout;
        var (height, width) = layout.Input;
        int strideX = layout.Stride.Width, dilationX = layout.Dilation.Width;
        // The same place of x as of dx.
        nint toX = TFormula.GradientReadsElements ? (nint)((byte*)x - (byte*)dx) : 0;
        nint toY = TFormula.GradientReadsElements ? (nint)((byte*)y - (byte*)dy) : 0;
        T* end = dx + (nint)planes.Planes * height * width;
        for (; dx < end; dx += height * width)
        {
            for (int oy = 0; oy < layout.Output.Height; oy++)
            {
                int top = oy * layout.Stride.Height - layout.Padding.Height;
                var (firstRow, endRow) = WindowLayout.Inside(top, height, layout.Dilation.Height, layout.Kernel.Height);
                T* rows = dx + (nint)(top + firstRow * layout.Dilation.Height) * width;
                for (int ox = 0, count; ox < layout.Output.Width; ox += count, dy += count)
                {
                    count = planes.Together(ox, V.Count);
                    int left = ox * strideX - layout.Padding.Width;
                    var (first, last) = WindowLayout.Inside(left, width, dilationX, layout.Kernel.Width);
                    T* row = rows + left + first * dilationX;
                    V rest = TFormula.Share(
                        Lanes<V>(dy, count), V.Splat(planes.Divisor((endRow - firstRow) * (last - first))));
                    V result = TFormula.GradientReadsElements ? Lanes<V>((T*)((byte*)dy + toY), count) : V.Zero;
                    for (int i = firstRow; i < endRow; i++, row += (nint)layout.Dilation.Height * width)
                    {
                        T* at = row, gradient = gradients;
                        for (int j = first; j < last; j++, at += dilationX, gradient += V.Count)
                        {
                            V element = TFormula.GradientReadsElements
                                ? WindowLanes<TStride>.Load<V, T>(
                                    (T*)((byte*)at + toX), (T*)((byte*)end + toX), strideX, count)
                                : V.Zero;
                            V.Store(TFormula.Gradient(ref rest, element, result), ref *gradient);
                        }
                        // With a distance of two, two elements side by side are what two vectors give by turns.
                        for (int j = last, taken; j > first; j -= taken)
                        {
                            taken = TStride.Value == 2 && dilationX == 1 && j - first > 1 ? 2 : 1;
                            at -= taken * dilationX;
                            gradient -= taken * V.Count;
                            if (taken == 2)
                                WindowLanes<TStride>.AddPairs(
                                    at, 2 * count, V.Load(ref *gradient), V.Load(ref gradient[V.Count]));
                            else
                                WindowLanes<TStride>.Add(at, strideX, count, V.Load(ref *gradient));
                        }
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Lanes<V>(T* from, int count) where V : struct, IVec<V, T> =>
        count == V.Count ? V.Load(ref *from) : V.LoadPartial(ref *from, count);
}
