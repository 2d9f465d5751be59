using System.Numerics;

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

    /// <summary>The end of the input.</summary>
    public readonly T* EndX => X + Layout.InputLength;

    /// <summary>The parts for threads of so many items: one if the work is small.</summary>
    public readonly int Parts(int items)
    {
        int threads = GemmBlocking.Threads(Work, Layout.OutputLength);
        return threads == 1 ? 1 : (int)Math.Min(items, (long)threads * GemmBlocking.PartsPerThread);
    }

    /// <summary>When threads that sleep are woken.</summary>
    public readonly Wake Wake => GemmBlocking.WakeFor(Work);

    private readonly long Work => (long)Layout.OutputLength * Layout.Depth;

    /// <summary>Where the rows of the matrix of patches begin: among the planes, or where a window is one element in x.</summary>
    public readonly void Locate(in Patches<T> patches, int* table)
    {
        if (!Layout.IsPointwise)
        {
            patches.Locate(table);
            return;
        }
        for (int k = 0; k < Layout.Depth; k++)
            table[k] = k * Layout.Window.Input.Area;
    }
}
