using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Runs kernels that can be sliced, the large ones on several threads.</summary>
internal static class Sliced
{
    /// <summary>The elements from which on it pays to wake threads, even for formulas that cost next to nothing.</summary>
    public const int SplitElements = 1 << 18;

    // At most so many parts a thread, so that one whose processor is busy holds up less; each of at least so many elements.
    private const int PartsPerThread = 4, PartElements = 1 << 14;

    /// <summary>Runs a kernel on the current width.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="itemElements">The elements of an item; fewer, if it costs less than to read and write them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel, T>(scoped TKernel kernel, int itemElements = 1)
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where T : unmanaged
    {
        if ((long)kernel.Length * itemElements < SplitElements)
            Isa.Run<TKernel, T>(kernel);
        else
            Isa.Run<Split<TKernel, T>, T>(new(kernel, itemElements));
    }

    /// <summary>A slice of a span that may be empty because it is not used.</summary>
    public static Span<T> OfOptional<T>(Span<T> span, int start, int length) =>
        span.IsEmpty ? span : span.Slice(start, length);

    /// <inheritdoc cref="OfOptional{T}(Span{T}, int, int)"/>
    public static ReadOnlySpan<T> OfOptional<T>(ReadOnlySpan<T> span, int start, int length) =>
        span.IsEmpty ? span : span.Slice(start, length);

    private readonly ref struct Split<TKernel, T>(TKernel kernel, int itemElements) : IKernel<T>
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where T : unmanaged
    {
        private readonly TKernel _kernel = kernel;

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            int threads = Parallelism.MaxThreads;
            if (threads == 1)
            {
                _kernel.Run<V>();
                return;
            }
            long elements = (long)_kernel.Length * itemElements;
            long parts = Math.Min(elements / PartElements, Math.Min(_kernel.Length, (long)threads * PartsPerThread));
            int length = (int)((_kernel.Length - 1) / parts) + 1;
            // Whole cache lines, so that no two threads write to the same.
            if (itemElements == 1)
                length = (length + 15) & ~15;
            Parallelism.For(
                (_kernel.Length - 1) / length + 1, new Part<TKernel, V, T>(Unsafe.AsPointer(in _kernel), length));
        }
    }

    // The kernel itself stays on the stack of the caller, who waits for all parts: the garbage collector then knows what its
    // spans refer to, and what a thread reads of them is its own, known reference.
    private readonly unsafe struct Part<TKernel, V, T>(void* kernel, int length) : IParallelBody
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        public void Invoke(int part)
        {
            ref readonly var whole = ref Unsafe.AsRef<TKernel>(kernel);
            int start = part * length;
            whole.Slice(start, Math.Min(length, whole.Length - start)).Run<V>();
        }
    }
}
