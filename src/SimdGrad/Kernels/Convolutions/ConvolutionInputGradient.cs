using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// dx = the patches weight^T * dy, each added where it was taken from; image by image, which threads share out.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ConvolutionInputGradient<T>(ConvolutionProblem<T> problem) : IKernel<T>
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
        int area = height * width, depth = layout.Depth, outputs = layout.GroupOutputs, imageX = _problem.ImageX;
        bool direct = layout.IsPointwise;
        var patches = new Patches<T>(in layout);
        // Where it is to be added, the gradient of an image is added as a whole, so that its own sums are the same as ever.
        int apart = _problem.Accumulate && !direct ? imageX : 0;
        var buffer = direct ? default : BufferPool.Shared.Rent<T>(patches.Length + apart);
        int rows = direct ? height : patches.BlockRows;
        for (int image = start; image < end; image++)
        {
            T* dx = _problem.X + (nint)image * imageX;
            T* dy = _problem.Y + (nint)image * _problem.ImageY;
            T* sum = apart > 0 ? buffer.Pointer + patches.Length : dx;
            if (!direct)
                new Span<T>(sum, imageX).Clear();
            for (int group = 0; group < layout.Groups; group++)
            {
                for (int row = 0, count; row < height; row += count)
                {
                    count = Math.Min(rows, height - row);
                    T* groupSum = sum + (nint)group * _problem.GroupX;
                    ConvolutionProblem<T>.Multiply<V>(new()
                    {
                        M = depth,
                        N = count * width,
                        K = outputs,
                        A = _problem.Weight + (nint)group * outputs * depth,
                        ARow = 1,
                        AColumn = depth,
                        B = dy + (nint)group * _problem.GroupY + row * width,
                        BRow = area,
                        BColumn = 1,
                        C = direct ? groupSum : buffer.Pointer,
                        CRow = direct ? area : patches.RowStride,
                        Accumulate = direct && _problem.Accumulate,
                    });
                    if (!direct)
                        patches.Scatter<V>(buffer.Pointer, row, count, groupSum);
                }
            }
            if (apart > 0)
                Axpy.Run<V, T>(T.One, new(sum, imageX), new(dx, imageX), accumulate: true);
        }
        if (!direct)
            buffer.Dispose();
    }

    private readonly struct Part<V>(ConvolutionInputGradient<T> kernel, int batch, int parts) : IParallelBody
        where V : struct, IVec<V, T>
    {
        public void Invoke(int part) =>
            kernel.Images<V>((int)((long)batch * part / parts), (int)((long)batch * (part + 1) / parts));
    }
}
