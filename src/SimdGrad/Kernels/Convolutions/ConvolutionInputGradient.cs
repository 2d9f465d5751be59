using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// dx = weight^T * dy as the planes of patches (<see cref="Patches{T}"/>), each element of which is then added where it was taken
/// from; image by image, which threads share out.
/// </summary>
/// <remarks>
/// A plane that the elements of a column of the window share is one product too: of these elements' weights side by side, with
/// dy between rows of zeros, from which each takes the rows that are its own.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ConvolutionInputGradient<T>(ConvolutionProblem<T> problem) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // About what the planes of as many channels as are done at a time may take, and the room before and behind them.
    private const int PlaneElements = 1 << 17, LineBytes = 64;

    private readonly ConvolutionProblem<T> _problem = problem;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        ref readonly var layout = ref _problem.Layout;
        int batch = layout.Images, parts = _problem.Parts(batch);
        var planes = new Patches<T>(in layout, long.MaxValue);
        using var weight = BufferPool.Shared.Rent<T>(layout.WeightLength);
        using var table = BufferPool.Shared.Rent<int>(StepsOf(in planes));
        Arrange(in planes, weight.Pointer);
        Locate(in planes, table.Pointer);
        if (parts <= 1)
            Images<V>(0, batch, weight.Pointer, table.Pointer);
        else
            Parallelism.For(parts, new Part<V>(this, batch, parts, weight.Pointer, table.Pointer), _problem.Wake);
    }

    // The elements of a column that share a plane.
    private int Sharing(in Patches<T> planes) => planes.Shares ? _problem.Layout.Window.Kernel.Height : 1;

    private int StepsOf(in Patches<T> planes) => _problem.Layout.GroupOutputs * Sharing(in planes);

    // A row for each plane, with the weights of its elements for one output after the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Arrange(in Patches<T> planes, T* arranged)
    {
        var layout = _problem.Layout;
        int outputs = layout.GroupOutputs, depth = layout.Depth, columns = layout.Window.Kernel.Width;
        int sharing = Sharing(in planes), area = layout.Window.Kernel.Area;
        for (int group = 0; group < layout.Groups; group++)
        {
            T* weight = _problem.Weight + (nint)group * outputs * depth;
            for (int c = 0; c < planes.Channels; c++)
            {
                for (int plane = 0; plane < planes.ChannelPlanes; plane++)
                {
                    T* from = weight + c * area + plane;
                    for (int o = 0; o < outputs; o++, from += depth)
                        for (int i = 0; i < sharing; i++)
                            *arranged++ = from[i * columns];
                }
            }
        }
    }

    // Where the columns of dy begin that an element of the window, of all that share a plane, is multiplied with.
    private void Locate(in Patches<T> planes, int* table)
    {
        var window = _problem.Layout.Window;
        int sharing = Sharing(in planes), rows = RowsOf(in planes), reach = planes.PlaneRows - window.Output.Height;
        for (int o = 0; o < _problem.Layout.GroupOutputs; o++)
            for (int i = 0; i < sharing; i++)
                *table++ = checked(o * rows + reach - i * window.Dilation.Height) * window.Output.Width;
    }

    // The rows of an output in dy, with the zeros before and behind them.
    private int RowsOf(in Patches<T> planes) => 2 * planes.PlaneRows - _problem.Layout.Window.Output.Height;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Images<V>(int start, int end, T* weight, int* table) where V : struct, IVec<V, T>
    {
        var layout = _problem.Layout;
        int width = layout.Window.Output.Width, plane = layout.Window.Input.Area, line = LineBytes / sizeof(T);
        var planes = new Patches<T>(in layout, long.MaxValue);
        int reach = planes.PlaneRows - layout.Window.Output.Height, rows = RowsOf(in planes);
        int channelLength = planes.ChannelPlanes * planes.PlaneStride;
        int together = Math.Clamp(PlaneElements / channelLength, 1, planes.Channels);
        // Where a window is one element, and nothing is to be added, dx is its own planes.
        bool direct = layout.IsPointwise && !_problem.Accumulate;
        int padded = reach == 0 ? 0 : checked(layout.GroupOutputs * rows * width + 2 * line);
        using var buffer = BufferPool.Shared.Rent<T>(checked(padded + together * channelLength + 3 * line));
        T* dyRows = buffer.Pointer, sums = dyRows + padded + line;
        ConvolutionProduct<T> product = new()
        {
            Columns = planes.PlaneRows * width,
            Steps = StepsOf(in planes),
            ARow = StepsOf(in planes),
            Table = table,
            CRow = direct ? plane : planes.PlaneStride,
        };
        var collector = new PatchSums<T>(in planes, layout.Window, sums);
        for (int image = start; image < end; image++)
        {
            for (int group = 0; group < layout.Groups; group++)
            {
                T* dx = _problem.X + (nint)image * _problem.ImageX + (nint)group * _problem.GroupX;
                T* dy = _problem.Y + (nint)image * _problem.ImageY + (nint)group * _problem.GroupY;
                if (reach > 0)
                    Pad(dy, reach * width, layout.Window.Output.Area, rows * width, dyRows);
                product.B = reach > 0 ? dyRows : dy;
                for (int channel = 0, channels; channel < planes.Channels; channel += channels)
                {
                    channels = Math.Min(together, planes.Channels - channel);
                    int first = group * planes.Channels + channel;
                    product.Rows = channels * planes.ChannelPlanes;
                    product.A = weight + (nint)first * planes.ChannelPlanes * product.ARow;
                    product.C = direct ? dx + (nint)channel * plane : sums;
                    if (reach > 0)
                        product.Run<Identity, V>(default);
                    else
                        product.RunWithin<Identity, V>(default);
                    if (!direct)
                        collector.Add<V>(channels, dx + (nint)channel * plane, _problem.Accumulate);
                }
            }
        }
    }

    // Each output's positions between so many zeros before and behind them.
    private void Pad(T* dy, int zeros, int length, int stride, T* padded)
    {
        for (int o = 0; o < _problem.Layout.GroupOutputs; o++, dy += length, padded += stride)
        {
            new Span<T>(padded, zeros).Clear();
            new Span<T>(dy, length).CopyTo(new Span<T>(padded + zeros, length));
            new Span<T>(padded + zeros + length, zeros).Clear();
        }
    }

    private readonly struct Part<V>(ConvolutionInputGradient<T> kernel, int batch, int parts, T* weight, int* table)
        : IParallelBody
        where V : struct, IVec<V, T>
    {
        public void Invoke(int part) =>
            kernel.Images<V>((int)((long)batch * part / parts), (int)((long)batch * (part + 1) / parts), weight, table);
    }
}
