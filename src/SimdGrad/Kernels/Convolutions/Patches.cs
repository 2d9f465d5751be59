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
    // a block too.
    private const int BlockElements = 1 << 15, MostElements = 1 << 18;
    private const int LineBytes = 64;

    private readonly WindowLayout _window;

    /// <summary>The patches of a convolution.</summary>
    /// <param name="layout">The sizes.</param>
    /// <param name="elements">
    /// About what a block may take, in elements; if 0, what is best where a block is read once.
    /// </param>
    public Patches(in ConvolutionLayout layout, long elements = 0)
    {
        _window = layout.Window;
        Channels = layout.Inputs / layout.Groups;
        var (height, width) = _window.Output;
        int kernel = _window.Kernel.Height;
        long lines = (long)Channels * _window.Kernel.Width * width, reach = (kernel - 1L) * _window.Dilation.Height;
        long budget = elements > 0
            ? elements
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
        int positions = _window.Output.Width, strideX = _window.Stride.Width, strideY = _window.Stride.Height;
        int lines = rows + PlaneRows - BlockRows;
        for (int c = 0; c < Channels; c++, image += height * width)
        {
            for (int i = 0; i < OwnPlanes; i++)
            {
                int top = row * strideY - _window.Padding.Height + i * _window.Dilation.Height;
                var (first, last) = WindowLayout.Inside(top, height, strideY, lines);
                for (int j = 0; j < _window.Kernel.Width; j++, patches += PlaneStride)
                {
                    int column = j * _window.Dilation.Width - _window.Padding.Width;
                    var (start, end) = WindowLayout.Inside(column, width, strideX, positions);
                    // Whatever is in the padding, and then what is not.
                    if (end - start < positions || last - first < lines)
                        new Span<T>(patches, lines * positions).Clear();
                    T* from = image + (nint)(top + first * strideY) * width + column + start * strideX;
                    T* to = patches + first * positions + start;
                    int count = end - start, left = count > 0 ? last - first : 0;
                    bool whole = count == positions && last == lines;
                    if (strideX == 1)
                        CopyRows<V>(from, strideY * width, imageEnd, to, positions, left, count, whole);
                    else
                        for (; left > 0; left--, from += strideY * width, to += positions)
                            for (int x = 0; x < count; x++)
                                to[x] = from[(nint)x * strideX];
                }
            }
        }
    }

    // Where rows are whole, up to the end of the plane, what is copied too much is overwritten by what comes after it, or lies in
    // the room behind the planes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyRows<V>(
        T* from, nint fromRow, T* fromEnd, T* to, nint toRow, int rows, int count, bool whole)
        where V : struct, IVec<V, T>
    {
        int vectors = whole ? (count + V.Count - 1) / V.Count * V.Count : count / V.Count * V.Count;
        for (; rows > 0 && from + vectors <= fromEnd; rows--, from += fromRow, to += toRow)
        {
            for (int x = 0; x < vectors; x += V.Count)
                V.Store(V.Load(ref from[x]), ref to[x]);
            if (vectors < count)
                V.StorePartial(V.LoadPartial(ref from[vectors], count - vectors), ref to[vectors], count - vectors);
        }
        for (; rows > 0; rows--, from += fromRow, to += toRow)
            new Span<T>(from, count).CopyTo(new Span<T>(to, count));
    }
}
