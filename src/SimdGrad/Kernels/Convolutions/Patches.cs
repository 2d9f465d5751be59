using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The patches of one group of channels of one image, as a matrix: a row for each element of the window, in the order of the
/// weight, and a column for each position.
/// </summary>
/// <remarks>
/// It is kept as planes, one for each channel and column of the window. With a stride of 1 the elements of a column of the window
/// see the same rows of the image, only later ones the further down they are: their rows of the matrix are parts of one plane,
/// which begin at rows of positions further down. Otherwise each has a plane of its own. So each row of the matrix lies side by
/// side, and a table says where it begins.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Patches<T> where T : unmanaged
{
    // About what the second-level cache holds beside the other operands; more where the weight is large, for it is read once
    // a block.
    private const int BlockElements = 1 << 15, MostElements = 1 << 18;
    private const int LineBytes = 64;

    private readonly WindowLayout _window;

    /// <summary>The patches of a convolution.</summary>
    /// <param name="layout">The sizes.</param>
    /// <param name="whole">Whether at all positions, instead of at as many rows of them as stay in the cache.</param>
    public Patches(in ConvolutionLayout layout, bool whole = false)
    {
        _window = layout.Window;
        Channels = layout.Inputs / layout.Groups;
        var (height, width) = _window.Output;
        int kernel = _window.Kernel.Height;
        long lines = (long)Channels * _window.Kernel.Width * width, reach = (kernel - 1L) * _window.Dilation.Height;
        long budget = whole
            ? long.MaxValue
            : Math.Clamp((long)layout.GroupOutputs * layout.Depth / 2, BlockElements, MostElements);
        BlockRows = (int)Math.Clamp(budget / lines - reach, 1, height);
        // Unless the plane would have more rows than those of all elements.
        Shares = _window.Stride.Height == 1 && BlockRows + reach <= (long)kernel * BlockRows;
        if (!Shares)
            BlockRows = (int)Math.Clamp(budget / (lines * kernel), 1, height);
        PlaneRows = checked(BlockRows + (Shares ? (int)reach : 0));
        int line = LineBytes / sizeof(T);
        PlaneStride = (int)((checked(PlaneRows * width) + (long)line - 1) / line) * line;
        // Planes a multiple of 4,096 bytes apart compete for the same places of the first-level cache.
        if ((long)PlaneStride * sizeof(T) % GemmBlocking.AliasBytes == 0)
            PlaneStride += line;
        Length = checked(Channels * ChannelPlanes * PlaneStride + 2 * line);
    }

    /// <summary>The channels of the group.</summary>
    public int Channels { get; }

    /// <summary>Whether the elements of a column of the window share a plane.</summary>
    public bool Shares { get; }

    /// <summary>The rows of positions of a block: a function of the sizes alone, since sums over blocks depend on it.</summary>
    public int BlockRows { get; }

    /// <summary>The rows of a plane.</summary>
    public int PlaneRows { get; }

    /// <summary>The distance of two planes.</summary>
    public int PlaneStride { get; }

    /// <summary>The planes of a channel.</summary>
    public int ChannelPlanes => _window.Kernel.Width * OwnPlanes;

    /// <summary>The elements that all planes take, with room for two vectors behind them.</summary>
    public int Length { get; }

    private int OwnPlanes => Shares ? 1 : _window.Kernel.Height;

    /// <summary>Where each row of the matrix begins.</summary>
    public void Locate(int* table)
    {
        var (kernelRows, kernelColumns) = _window.Kernel;
        for (int c = 0; c < Channels; c++)
            for (int i = 0; i < kernelRows; i++)
                for (int j = 0; j < kernelColumns; j++)
                    *table++ = Shares
                        ? (c * kernelColumns + j) * PlaneStride + i * _window.Dilation.Height * _window.Output.Width
                        : ((c * kernelRows + i) * kernelColumns + j) * PlaneStride;
    }

    /// <summary>Copies the patches at the positions of some rows.</summary>
    /// <param name="image">The planes of the group.</param>
    /// <param name="imageEnd">The end of what may be read: of the whole input.</param>
    /// <param name="row">The first row of positions.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="patches">Receives the planes. Vectors are copied whole where that does no harm.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Gather<V>(T* image, T* imageEnd, int row, int rows, T* patches) where V : struct, IVec<V, T>
    {
        var (height, width) = _window.Input;
        int positions = _window.Output.Width, stride = _window.Stride.Width;
        int lines = rows + PlaneRows - BlockRows;
        for (int c = 0; c < Channels; c++, image += height * width)
        {
            for (int i = 0; i < OwnPlanes; i++)
            {
                for (int j = 0; j < _window.Kernel.Width; j++, patches += PlaneStride)
                {
                    int column = j * _window.Dilation.Width - _window.Padding.Width;
                    var (start, end) = WindowLayout.Inside(column, width, stride, positions);
                    int y = row * _window.Stride.Height - _window.Padding.Height + i * _window.Dilation.Height;
                    T* to = patches;
                    for (int r = 0; r < lines; r++, y += _window.Stride.Height, to += positions)
                    {
                        if ((uint)y >= (uint)height || start == end)
                        {
                            new Span<T>(to, positions).Clear();
                            continue;
                        }
                        for (int x = 0; x < start; x++)
                            to[x] = default;
                        T* from = image + (nint)y * width + column;
                        if (stride == 1)
                            Copy<V>(from + start, imageEnd, to + start, end - start);
                        else
                            for (int x = start; x < end; x++)
                                to[x] = from[(nint)x * stride];
                        // After the copy, which may have gone beyond the end.
                        for (int x = end; x < positions; x++)
                            to[x] = default;
                    }
                }
            }
        }
    }

    // What is copied too much is overwritten by what comes after it, or lies in the room behind the planes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<V>(T* from, T* fromEnd, T* to, int count) where V : struct, IVec<V, T>
    {
        int x = 0;
        for (; x < count && from + x + V.Count <= fromEnd; x += V.Count)
            V.Store(V.Load(ref from[x]), ref to[x]);
        for (; x < count; x++)
            to[x] = from[x];
    }
}
