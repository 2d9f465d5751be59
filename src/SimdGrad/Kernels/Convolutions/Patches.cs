using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The patches of one group of channels of one image, as a matrix: a row for each element of the window, in the order of the
/// weight, and a column for each position. Only some rows of positions at a time, so that they stay in the cache.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Patches<T> where T : unmanaged
{
    // About what the second-level cache holds beside the other operands; more where the weight is large, for it is read once
    // a block.
    private const int BlockElements = 1 << 15, MostElements = 1 << 18;

    private readonly WindowLayout _window;
    private readonly int _channels;

    /// <summary>The patches of a convolution.</summary>
    public Patches(in ConvolutionLayout layout)
    {
        _window = layout.Window;
        _channels = layout.Inputs / layout.Groups;
        long budget = Math.Clamp((long)layout.GroupOutputs * layout.Depth / 2, BlockElements, MostElements);
        int width = _window.Output.Width;
        BlockRows = (int)Math.Clamp(budget / ((long)layout.Depth * width), 1, _window.Output.Height);
        int line = 64 / sizeof(T);
        RowStride = (BlockRows * width + line - 1) / line * line;
        // Rows a multiple of 4,096 bytes apart compete for the same places of the first-level cache.
        if (RowStride * sizeof(T) % GemmBlocking.AliasBytes == 0)
            RowStride += line;
        Length = checked(layout.Depth * RowStride + line);
    }

    /// <summary>The rows of positions of a block: a function of the sizes alone, since sums over blocks depend on it.</summary>
    public int BlockRows { get; }

    /// <summary>The distance of two rows of the matrix.</summary>
    public int RowStride { get; }

    /// <summary>The elements that a block takes, with room for a vector behind it.</summary>
    public int Length { get; }

    /// <summary>Copies the patches at the positions of some rows.</summary>
    /// <param name="image">The planes of the group.</param>
    /// <param name="imageEnd">The end of what may be read: of the whole input.</param>
    /// <param name="row">The first row of positions.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="patches">Receives the block. Vectors are copied whole where that does no harm.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Gather<V>(T* image, T* imageEnd, int row, int rows, T* patches) where V : struct, IVec<V, T>
    {
        var (height, width) = _window.Input;
        int positions = _window.Output.Width, stride = _window.Stride.Width;
        T* to = patches;
        for (int c = 0; c < _channels; c++, image += height * width)
        {
            for (int i = 0; i < _window.Kernel.Height; i++)
            {
                for (int j = 0; j < _window.Kernel.Width; j++, to += RowStride - rows * positions)
                {
                    int column = j * _window.Dilation.Width - _window.Padding.Width;
                    var (start, end) = WindowLayout.Inside(column, width, stride, positions);
                    int y = row * _window.Stride.Height - _window.Padding.Height + i * _window.Dilation.Height;
                    for (int r = 0; r < rows; r++, y += _window.Stride.Height, to += positions)
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

    /// <summary>Adds each patch to the elements that it was taken from: the transpose of <see cref="Gather"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Scatter<V>(T* patches, int row, int rows, T* image) where V : struct, IVec<V, T>
    {
        var (height, width) = _window.Input;
        int positions = _window.Output.Width, stride = _window.Stride.Width;
        T* from = patches;
        for (int c = 0; c < _channels; c++, image += height * width)
        {
            for (int i = 0; i < _window.Kernel.Height; i++)
            {
                for (int j = 0; j < _window.Kernel.Width; j++, from += RowStride - rows * positions)
                {
                    int column = j * _window.Dilation.Width - _window.Padding.Width;
                    var (start, end) = WindowLayout.Inside(column, width, stride, positions);
                    int y = row * _window.Stride.Height - _window.Padding.Height + i * _window.Dilation.Height;
                    for (int r = 0; r < rows; r++, y += _window.Stride.Height, from += positions)
                    {
                        if ((uint)y >= (uint)height)
                            continue;
                        T* to = image + (nint)y * width + column;
                        if (stride == 1)
                            Add<V>(from + start, to + start, end - start);
                        else
                            for (int x = start; x < end; x++)
                                to[(nint)x * stride] = V.First(V.Splat(to[(nint)x * stride]) + V.Splat(from[x]));
                    }
                }
            }
        }
    }

    // What is copied too much is overwritten by what comes after it, or lies in the room behind the block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<V>(T* from, T* fromEnd, T* to, int count) where V : struct, IVec<V, T>
    {
        int x = 0;
        for (; x < count && from + x + V.Count <= fromEnd; x += V.Count)
            V.Store(V.Load(ref from[x]), ref to[x]);
        for (; x < count; x++)
            to[x] = from[x];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V>(T* from, T* to, int count) where V : struct, IVec<V, T>
    {
        int x = 0;
        for (; x <= count - V.Count; x += V.Count)
            V.Store(V.Load(ref to[x]) + V.Load(ref from[x]), ref to[x]);
        if (x < count)
            V.StorePartial(V.LoadPartial(ref to[x], count - x) + V.LoadPartial(ref from[x], count - x), ref to[x], count - x);
    }
}
