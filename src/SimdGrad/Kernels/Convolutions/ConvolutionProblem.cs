using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>One convolution on checked and pinned operands, and how its images are shared out.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct ConvolutionProblem<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The sizes.</summary>
    public ConvolutionLayout Layout;

    /// <summary>The input, or its gradient.</summary>
    public T* X;

    /// <summary>The weight, or its gradient.</summary>
    public T* Weight;

    /// <summary>The bias; null for none.</summary>
    public T* Bias;

    /// <summary>The output, or its gradient.</summary>
    public T* Y;

    /// <summary>Whether the gradient is added to what is there.</summary>
    public bool Accumulate;

    /// <summary>The elements of an image and of a group of its channels, in the input and in the output.</summary>
    public readonly int ImageX => Layout.Inputs * Layout.Window.Input.Area;
    public readonly int GroupX => ImageX / Layout.Groups;
    public readonly int ImageY => Layout.Outputs * Layout.Window.Output.Area;
    public readonly int GroupY => ImageY / Layout.Groups;

    /// <summary>The parts for threads of so many items: one if the work is small.</summary>
    public readonly int Parts(int items) =>
        Work < GemmBlocking.SerialLimit
            ? 1
            : (int)Math.Min(items, (long)Parallelism.MaxThreads * GemmBlocking.PartsPerThread);

    /// <summary>Whether it pays to wake threads that sleep.</summary>
    public readonly bool Wakes => Work >= GemmBlocking.WakeLimit;

    private readonly long Work => (long)Layout.OutputLength * Layout.Depth;

    /// <summary>A product, as one of whole vectors and one of the rest: the first reads its operands in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<V>(in GemmProblem<T> problem) where V : struct, IVec<V, T>
    {
        int whole = problem.N / V.Count * V.Count;
        if (problem.BColumn != 1 || problem.M > GemmBlocking.InPlaceRows(V.Count * sizeof(T)) || whole == 0
            || whole == problem.N)
        {
            new GemmKernel<Identity, T>(problem, default).Run<V>();
            return;
        }
        new GemmKernel<Identity, T>(problem.SliceColumns(0, whole), default).Run<V>();
        new GemmKernel<Identity, T>(problem.SliceColumns(whole, problem.N - whole), default).Run<V>();
    }
}
