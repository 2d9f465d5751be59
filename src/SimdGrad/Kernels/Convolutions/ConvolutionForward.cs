using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>y = weight * patches + bias, image by image, which threads share out.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ConvolutionForward<T>(ConvolutionProblem<T> problem) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConvolutionProblem<T> _problem = problem;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        int batch = _problem.Layout.Images, parts = _problem.Parts(batch);
        if (parts == 1)
            Images<V>(0, batch);
        else
            Parallelism.For(parts, new Part<V>(this, batch, parts), _problem.Wakes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Images<V>(int start, int end) where V : struct, IVec<V, T>
    {
        var layout = _problem.Layout;
        var (height, width) = layout.Window.Output;
        int area = height * width, depth = layout.Depth, outputs = layout.GroupOutputs;
        bool direct = layout.IsPointwise;
        var patches = new Patches<T>(in layout);
        var block = direct ? default : BufferPool.Shared.Rent<T>(patches.Length);
        T* xEnd = _problem.X + layout.InputLength;
        int rows = direct ? height : patches.BlockRows;
        for (int image = start; image < end; image++)
        {
            T* x = _problem.X + (nint)image * _problem.ImageX;
            T* y = _problem.Y + (nint)image * _problem.ImageY;
            if (_problem.Bias != null)
                for (int c = 0; c < layout.Outputs; c++)
                    new Span<T>(y + c * area, area).Fill(_problem.Bias[c]);
            for (int group = 0; group < layout.Groups; group++)
            {
                for (int row = 0, count; row < height; row += count)
                {
                    count = Math.Min(rows, height - row);
                    if (!direct)
                        patches.Gather<V>(x + (nint)group * _problem.GroupX, xEnd, row, count, block.Pointer);
                    ConvolutionProblem<T>.Multiply<V>(new()
                    {
                        M = outputs,
                        N = count * width,
                        K = depth,
                        A = _problem.Weight + (nint)group * outputs * depth,
                        ARow = depth,
                        AColumn = 1,
                        B = direct ? x + (nint)group * _problem.GroupX : block.Pointer,
                        BRow = direct ? area : patches.RowStride,
                        BColumn = 1,
                        C = y + (nint)group * _problem.GroupY + row * width,
                        CRow = area,
                        Accumulate = _problem.Bias != null,
                    });
                }
            }
        }
        if (!direct)
            block.Dispose();
    }

    private readonly struct Part<V>(ConvolutionForward<T> kernel, int batch, int parts) : IParallelBody
        where V : struct, IVec<V, T>
    {
        public void Invoke(int part) =>
            kernel.Images<V>((int)((long)batch * part / parts), (int)((long)batch * (part + 1) / parts));
    }
}
