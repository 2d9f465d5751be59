using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// dweight = the sum over the images of dy * patches^T. Sets of images, whose size is a function of the layout alone, each have a
/// sum of their own, which threads share out; the sums are then added as columns are.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ConvolutionWeightGradient<T>(ConvolutionProblem<T> problem) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The images of a set, unless the sums would take more elements than this; and about what the patches of as many positions
    // and images may take as are done at a time: a good part of the second-level cache, since sums end with joining their lanes.
    private const int SetImages = 8, MostElements = 1 << 22, PatchElements = 1 << 18;

    private readonly ConvolutionProblem<T> _problem = problem;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        int batch = _problem.Layout.Images, length = _problem.Layout.WeightLength;
        long images = SetImages;
        while (images < batch && (batch - 1) / images * length >= MostElements - length)
            images *= 2;
        int sets = batch == 0 ? 0 : (int)((batch - 1) / images) + 1;
        using var sums = BufferPool.Shared.Rent<T>(sets * length);
        using var tables = BufferPool.Shared.Rent<int>(checked(2 * _problem.Layout.Depth + _problem.Layout.GroupOutputs));
        Locate(tables.Pointer);
        int parts = _problem.Parts(sets);
        if (parts <= 1)
            Sets<V>(0, sets, (int)images, sums.Pointer, tables.Pointer);
        else
            Parallelism.For(parts, new Part<V>(this, sets, parts, (int)images, sums.Pointer, tables.Pointer), _problem.Wake);
        Columns.Sum<ReductionColumns<PlainReduction, T>, V, T>(
            new(sums.Pointer, length, null), sets, length, _problem.Weight, _problem.Accumulate);
    }

    // Where the rows of the patches begin, the outputs of dy, and the rows of what no whole block of lanes is left of.
    private void Locate(int* tables)
    {
        int depth = _problem.Layout.Depth, outputs = _problem.Layout.GroupOutputs;
        _problem.Locate(new(in _problem.Layout, PatchElements), tables);
        for (int o = 0; o < outputs; o++)
            tables[depth + o] = o * _problem.Layout.Window.Output.Area;
        for (int k = 0; k < depth; k++)
            tables[depth + outputs + k] = checked(k * PositionProducts.Lanes<T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Sets<V>(int start, int end, int images, T* sums, int* tables) where V : struct, IVec<V, T>
    {
        var layout = _problem.Layout;
        var (height, width) = layout.Window.Output;
        int outputs = layout.GroupOutputs, depth = layout.Depth, lanes = PositionProducts.Lanes<T>();
        bool direct = layout.IsPointwise;
        var patches = new Patches<T>(in layout, PatchElements);
        int rows = direct ? height : patches.BlockRows, imageX = direct ? _problem.ImageX : patches.Length;
        // Several images at a time only where one is a block.
        int most = rows < height ? 1 : Math.Clamp(PatchElements / (direct ? _problem.GroupX : imageX), 1, SetImages);
        int planesLength = direct ? 0 : checked(most * imageX);
        using var buffer = BufferPool.Shared.Rent<T>(checked(planesLength + most * lanes * (outputs + depth)));
        T* planes = buffer.Pointer, restDy = planes + planesLength, restX = restDy + most * outputs * lanes;
        PositionRun<T> whole = new()
        {
            DyRow = height * width,
            DyImage = _problem.ImageY,
            XImage = imageX,
            Table = tables,
        };
        PositionRun<T> rest = new()
        {
            Dy = restDy,
            DyRow = lanes,
            DyImage = outputs * lanes,
            X = restX,
            XImage = depth * lanes,
            Table = tables + depth + outputs,
        };
        for (int set = start; set < end; set++)
        {
            int first = set * images, last = Math.Min(first + images, layout.Images);
            for (int group = 0; group < layout.Groups; group++)
            {
                T* sum = sums + (nint)set * layout.WeightLength + (nint)group * outputs * depth;
                for (int image = first, together; image < last; image += together)
                {
                    together = Math.Min(most, last - image);
                    T* x = _problem.X + (nint)image * _problem.ImageX + (nint)group * _problem.GroupX;
                    T* dy = _problem.Y + (nint)image * _problem.ImageY + (nint)group * _problem.GroupY;
                    for (int row = 0; row < height; row += rows)
                    {
                        int count = Math.Min(rows, height - row), blocks = count * width / lanes, left = count * width % lanes;
                        if (!direct)
                            for (int i = 0; i < together; i++)
                                patches.Gather<V>(
                                    x + (nint)i * _problem.ImageX, _problem.EndX, row, count, planes + (nint)i * imageX);
                        whole.Dy = dy + row * width;
                        whole.X = direct ? x : planes;
                        whole.Blocks = blocks;
                        rest.Blocks = left > 0 ? 1 : 0;
                        if (left > 0)
                        {
                            PositionProducts.CopyRest<V, T>(
                                whole.Dy + blocks * lanes, whole.DyImage, tables + depth, outputs, together, left, restDy);
                            PositionProducts.CopyRest<V, T>(
                                whole.X + blocks * lanes, imageX, tables, depth, together, left, restX);
                        }
                        PositionProducts.Run<V, T>(
                            in whole, in rest, together, outputs, depth, add: image > first || row > 0, sum);
                    }
                }
            }
        }
    }

    private readonly struct Part<V>(
        ConvolutionWeightGradient<T> kernel, int sets, int parts, int images, T* sums, int* tables) : IParallelBody
        where V : struct, IVec<V, T>
    {
        public void Invoke(int part) => kernel.Sets<V>(
            (int)((long)sets * part / parts), (int)((long)sets * (part + 1) / parts), images, sums, tables);
    }
}
