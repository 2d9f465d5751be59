using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The result of each window.</summary>
/// <typeparam name="TFormula">What becomes of the elements of a window.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe ref struct WindowFold<TFormula, T>(WindowPlanes<T> planes, ReadOnlySpan<T> x, Span<T> y)
    : ISliceKernel<WindowFold<TFormula, T>, T>
    where TFormula : struct, IWindowFormula
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WindowPlanes<T> _planes = planes;
    private readonly ReadOnlySpan<T> _x = x;
    private readonly Span<T> _y = y;

    public int Length => _planes.Planes;

    public WindowFold<TFormula, T> Slice(int start, int length)
    {
        int input = _planes.Layout.Input.Area, output = _planes.Layout.Output.Area;
        return new(
            _planes.Take(length), _x.Slice(start * input, length * input), _y.Slice(start * output, length * output));
    }

    public void Run<V>() where V : struct, IVec<V, T>
    {
        fixed (T* px = _x, py = _y)
        {
            int stride = _planes.Layout.Stride.Width;
            if (stride == 1)
                Run<V, WindowStride.Adjacent>(px, py);
            else if (stride == 2)
                Run<V, WindowStride.EverySecond>(px, py);
            else
                Run<V, WindowStride.Any>(px, py);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Run<V, TStride>(T* x, T* y)
        where V : struct, IVec<V, T>
        where TStride : struct, IConstant
    {
        var planes = _planes;
        var layout = planes.Layout;
        var (height, width) = layout.Input;
        int strideX = layout.Stride.Width, dilationX = layout.Dilation.Width;
        T* end = x + (nint)planes.Planes * height * width;
        for (; x < end; x += height * width)
        {
            for (int oy = 0; oy < layout.Output.Height; oy++)
            {
                int top = oy * layout.Stride.Height - layout.Padding.Height;
                var (firstRow, endRow) = WindowLayout.Inside(top, height, layout.Dilation.Height, layout.Kernel.Height);
                T* rows = x + (nint)(top + firstRow * layout.Dilation.Height) * width;
                for (int ox = 0, count; ox < layout.Output.Width; ox += count, y += count)
                {
                    count = planes.Together(ox, V.Count);
                    int left = ox * strideX - layout.Padding.Width;
                    var (first, last) = WindowLayout.Inside(left, width, dilationX, layout.Kernel.Width);
                    T* row = rows + left + first * dilationX;
                    V result = TFormula.Start<V>();
                    for (int i = firstRow; i < endRow; i++, row += (nint)layout.Dilation.Height * width)
                    {
                        T* from = row;
                        for (int j = first; j < last; j++, from += dilationX)
                            result = TFormula.Step(result, WindowLanes<TStride>.Load<V, T>(from, end, strideX, count));
                    }
                    result = TFormula.Finish(result, V.Splat(planes.Divisor((endRow - firstRow) * (last - first))));
                    if (count == V.Count)
                        V.Store(result, ref *y);
                    else
                        V.StorePartial(result, ref *y, count);
                }
            }
        }
    }
}
