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
    public static void Run<TKernel, T>(scoped in TKernel kernel, int itemElements = 1)
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where T : unmanaged
    {
        int length = Unsafe.AsRef(in kernel).Length;
        if ((long)length * itemElements < SplitElements)
            Isa.Run<TKernel, T>(in kernel);
        else
            RunSplit<TKernel, T>(in kernel, Divide(length, itemElements), Wake.Now);
    }

    /// <summary>Runs a kernel over the elements of a weight as its products are divided (<see cref="WeightRows"/>).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="columns">The columns of the weight.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunRows<TKernel, T>(scoped in TKernel kernel, int columns)
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where T : unmanaged => RunSplit<TKernel, T>(
            in kernel,
            WeightRows.Parts(Unsafe.AsRef(in kernel).Length / columns, Parallelism.MaxThreads, columns),
            Wake.Never);

    /// <summary>A slice of a span that may be empty because it is not used.</summary>
    public static Span<T> OfOptional<T>(Span<T> span, int start, int length) =>
        span.IsEmpty ? span : span.Slice(start, length);

    /// <inheritdoc cref="OfOptional{T}(Span{T}, int, int)"/>
    public static ReadOnlySpan<T> OfOptional<T>(ReadOnlySpan<T> span, int start, int length) =>
        span.IsEmpty ? span : span.Slice(start, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void RunSplit<TKernel, T>(scoped in TKernel kernel, Division division, Wake wake)
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where T : unmanaged =>
        Isa.Run<Split<TKernel, T>, T>(new(Unsafe.AsPointer(in kernel), division, wake));

    private static Division Divide(int items, int itemElements)
    {
        int threads = Parallelism.MaxThreads;
        if (threads == 1)
            return new(items, items, 1);
        long parts = Math.Min((long)items * itemElements / PartElements, Math.Min(items, (long)threads * PartsPerThread));
        int length = (int)((items - 1) / parts) + 1;
        // Whole cache lines, so that no two threads write to the same.
        return new(items, itemElements == 1 ? (length + 15) & ~15 : length, int.MaxValue);
    }

    // The kernel itself stays on the stack of the caller, who waits for all parts: the garbage collector then knows what its
    // spans refer to, and what a thread reads of them is its own, known reference.
    private readonly unsafe struct Split<TKernel, T>(void* kernel, Division division, Wake wake) : IKernel<T>
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where T : unmanaged
    {
        public void Run<V>() where V : struct, IVec<V, T>
        {
            if (division.Parts == 1)
                Unsafe.AsRef<TKernel>(kernel).Run<V>();
            else
                Parallelism.For(division.Parts, new Part<TKernel, V, T>(kernel, division), wake);
        }
    }

    private readonly unsafe struct Part<TKernel, V, T>(void* kernel, Division division) : IParallelBody
        where TKernel : struct, ISliceKernel<TKernel, T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        public void Invoke(int part)
        {
            ref readonly var whole = ref Unsafe.AsRef<TKernel>(kernel);
            whole.Slice(division.Start(part), division.Length(part)).Run<V>();
        }
    }
}
