using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>y = f(weight * patches + bias), image by image, which threads share out.</summary>
/// <typeparam name="TActivation">The type of the activation f.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ConvolutionForward<TActivation, T>(ConvolutionProblem<T> problem, TActivation activation)
    : IKernel<T>
    where TActivation : struct, IUnaryOp
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConvolutionProblem<T> _problem = problem;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        int batch = _problem.Layout.Images, parts = _problem.Parts(batch);
        using var table = BufferPool.Shared.Rent<int>(_problem.Layout.Depth);
        _problem.Locate(new(in _problem.Layout), table.Pointer);
        if (parts <= 1)
            Images<V>(0, batch, table.Pointer);
        else
            Parallelism.For(parts, new Part<V>(this, batch, parts, table.Pointer), _problem.Wake);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Images<V>(int start, int end, int* table) where V : struct, IVec<V, T>
    {
        var layout = _problem.Layout;
        var (height, width) = layout.Window.Output;
        bool direct = layout.IsPointwise;
        var patches = new Patches<T>(in layout);
        var planes = direct ? default : BufferPool.Shared.Rent<T>(patches.Length);
        ConvolutionProduct<T> product = new()
        {
            Rows = layout.GroupOutputs,
            Columns = height * width,
            Steps = layout.Depth,
            ARow = layout.Depth,
            Table = table,
            CRow = height * width,
        };
        for (int image = start; image < end; image++)
        {
            for (int group = 0; group < layout.Groups; group++)
            {
                T* x = _problem.X + (nint)image * _problem.ImageX + (nint)group * _problem.GroupX;
                T* y = _problem.Y + (nint)image * _problem.ImageY + (nint)group * _problem.GroupY;
                product.A = _problem.Weight + (nint)group * layout.GroupOutputs * layout.Depth;
                product.Bias = _problem.Bias == null ? null : _problem.Bias + group * layout.GroupOutputs;
                product.C = y;
                if (direct)
                {
                    product.B = x;
                    product.RunWithin<TActivation, V>(activation);
                    continue;
                }
                product.B = planes.Pointer;
                for (int row = 0, rows; row < height; row += rows)
                {
                    rows = Math.Min(patches.BlockRows, height - row);
                    patches.Gather<V>(x, _problem.EndX, row, rows, planes.Pointer);
                    product.Columns = rows * width;
                    product.C = y + row * width;
                    product.Run<TActivation, V>(activation);
                }
            }
        }
        if (!direct)
            planes.Dispose();
    }

    private readonly struct Part<V>(ConvolutionForward<TActivation, T> kernel, int batch, int parts, int* table) : IParallelBody
        where V : struct, IVec<V, T>
    {
        public void Invoke(int part) =>
            kernel.Images<V>((int)((long)batch * part / parts), (int)((long)batch * (part + 1) / parts), table);
    }
}
