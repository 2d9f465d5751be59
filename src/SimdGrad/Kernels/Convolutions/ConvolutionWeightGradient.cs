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
    // The images of a set, unless the sums would take more elements than this.
    private const int SetImages = 8, MostElements = 1 << 22;

    private readonly ConvolutionProblem<T> _problem = problem;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        int batch = _problem.Layout.Images, length = _problem.Layout.WeightLength;
        long images = SetImages;
        while (images < batch && (batch - 1) / images * length >= MostElements - length)
            images *= 2;
        int sets = batch == 0 ? 0 : (int)((batch - 1) / images) + 1;
        using var sums = BufferPool.Shared.Rent<T>(sets * length);
        int parts = _problem.Parts(sets);
        if (parts <= 1)
            Sets<V>(0, sets, (int)images, sums.Pointer);
        else
            Parallelism.For(parts, new Part<V>(this, sets, parts, (int)images, sums.Pointer), _problem.Wakes);
        Columns.Sum<ReductionColumns<PlainReduction, T>, V, T>(
            new(sums.Pointer, length, null), sets, length, _problem.Weight, _problem.Accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Sets<V>(int start, int end, int images, T* sums) where V : struct, IVec<V, T>
    {
        var layout = _problem.Layout;
        bool direct = layout.IsPointwise;
        var patches = new Patches<T>(in layout);
        var block = direct ? default : BufferPool.Shared.Rent<T>(patches.Length);
        T* patch = direct ? null : block.Pointer;
        for (int set = start; set < end; set++)
        {
            int first = set * images;
            for (int image = first; image < Math.Min(first + images, layout.Images); image++)
                Image<V>(image, image > first, in patches, patch, sums + (nint)set * layout.WeightLength);
        }
        if (!direct)
            block.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Image<V>(int image, bool add, in Patches<T> patches, T* block, T* sum) where V : struct, IVec<V, T>
    {
        var layout = _problem.Layout;
        var (height, width) = layout.Window.Output;
        int area = height * width, depth = layout.Depth, outputs = layout.GroupOutputs;
        T* x = _problem.X + (nint)image * _problem.ImageX;
        T* dy = _problem.Y + (nint)image * _problem.ImageY;
        int rows = block == null ? height : patches.BlockRows;
        for (int group = 0; group < layout.Groups; group++)
        {
            T* groupX = x + (nint)group * _problem.GroupX;
            for (int row = 0, count; row < height; row += count)
            {
                count = Math.Min(rows, height - row);
                if (block != null)
                    patches.Gather<V>(groupX, _problem.X + layout.InputLength, row, count, block);
                new GemmKernel<Identity, T>(
                    new()
                    {
                        M = outputs,
                        N = depth,
                        K = count * width,
                        A = dy + (nint)group * _problem.GroupY + row * width,
                        ARow = area,
                        AColumn = 1,
                        B = block == null ? groupX : block,
                        BRow = 1,
                        BColumn = block == null ? area : patches.RowStride,
                        C = sum + (nint)group * outputs * depth,
                        CRow = depth,
                        Accumulate = add || row > 0,
                    }, default).Run<V>();
            }
        }
    }

    private readonly struct Part<V>(ConvolutionWeightGradient<T> kernel, int sets, int parts, int images, T* sums)
        : IParallelBody
        where V : struct, IVec<V, T>
    {
        public void Invoke(int part) =>
            kernel.Sets<V>((int)((long)sets * part / parts), (int)((long)sets * (part + 1) / parts), images, sums);
    }
}
