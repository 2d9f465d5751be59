using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The one loop that reduces many values to one, in an order that is a function of their number alone, whatever the width
/// of the hardware's vectors.
/// </summary>
/// <remarks>
/// Chunks of <see cref="ChunkLength"/> indices are joined pairwise. Within a chunk index i belongs to virtual lane i mod L;
/// each lane is folded in rising order; then the upper half of the lanes is joined to the lower until one is left. L is
/// four blocks of 64 bytes, or one block where the chunk is no longer than that. Narrow vectors hold the lanes in several
/// passes over the chunk, each with some of the lanes, so that every element is still visited once.
/// </remarks>
internal static class Fold
{
    /// <summary>The length of a chunk: small enough for the first-level cache, and for pairwise accuracy.</summary>
    public const int ChunkLength = 4096;

    /// <summary>The size of a block of virtual lanes: one 512-bit vector.</summary>
    public const int BlockBytes = 64;

    /// <summary>The size of all virtual lanes.</summary>
    public const int LaneBytes = Blocks * BlockBytes;

    private const int Blocks = 4;

    private const int MaxSections = 64;

    /// <summary>
    /// Folds the values of <paramref name="term"/>, which is on the stack, at 0 to <paramref name="n"/> - 1; the identity if
    /// there are none.
    /// </summary>
    public static unsafe T Run<TCombine, TTerm, T>(scoped in TTerm term, nint n)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (n < Sliced.SplitElements)
        {
            Unsafe.SkipInit(out T result);
            Isa.Run<Kernel<TCombine, TTerm, T>, T>(new(Unsafe.AsPointer(in term), n, &result));
            return result;
        }
        return OfSections<TCombine, TTerm, T>(in term, n);
    }

    /// <summary>The same from within a kernel, on vectors of type <typeparamref name="V"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Run<TCombine, TTerm, V, T>(scoped in TTerm term, nint start, nint n)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (n <= ChunkLength)
            return Chunk<TCombine, TTerm, V, T>(in term, start, n);
        nint left = ChunkLength * Left((n + ChunkLength - 1) / ChunkLength);
        return TCombine.OfScalars(
            Run<TCombine, TTerm, V, T>(in term, start, left), Run<TCombine, TTerm, V, T>(in term, start + left, n - left));
    }

    // Sections of a power of two of chunks are subtrees of the whole, and joined as it joins them; threads may share them out.
    [SkipLocalsInit]
    private static T OfSections<TCombine, TTerm, T>(scoped in TTerm term, nint n)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int sectionLength = ChunkLength;
        while ((n - 1) / sectionLength >= MaxSections)
            sectionLength *= 2;
        Span<T> results = stackalloc T[MaxSections];
        results = results[..(int)((n - 1) / sectionLength + 1)];
        // A plain sum takes about a quarter of the time of what computes and writes.
        Sliced.Run<SectionsKernel<TCombine, TTerm, T>, T>(
            new(term, 0, n, sectionLength, results), TTerm.IsCheap ? sectionLength / 4 : sectionLength);
        return Join<TCombine, T>(results);
    }

    private static T Join<TCombine, T>(ReadOnlySpan<T> x)
        where TCombine : struct, ICombine
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length == 1)
            return x[0];
        int left = (int)Left(x.Length);
        return TCombine.OfScalars(Join<TCombine, T>(x[..left]), Join<TCombine, T>(x[left..]));
    }

    // How many of two or more are joined before they are joined to the others: the largest power of two that leaves something.
    private static nint Left(nint count) => (nint)BitOperations.RoundUpToPowerOf2((nuint)count) / 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static unsafe T Chunk<TCombine, TTerm, V, T>(scoped in TTerm term, nint start, nint n)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = BlockBytes / sizeof(T);
        T* lanes = stackalloc T[LaneBytes / sizeof(T)];
        int width = n <= block ? block : Blocks * block;
        if (TTerm.IsCheap && width > block)
            return Lanes<TCombine, V, T>(Loads<TCombine, TTerm, V, T>(in term, start, n, lanes));
        Formulas<TCombine, TTerm, V, T>(in term, start, n, lanes, width);
        return Joined<TCombine, V, T>(lanes, width);
    }

    /// <summary>The upper half of some lanes in memory, whole vectors, joined to the lower until one is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe T Joined<TCombine, V, T>(T* lanes, int width)
        where TCombine : struct, ICombine
        where V : struct, IVec<V, T>
        where T : unmanaged => Lanes<TCombine, V, T>(Halves<TCombine, V, T>(lanes, width));

    // The upper half of the lanes is joined to the lower, until one vector is left; in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V Halves<TCombine, V, T>(T* lanes, int width)
        where TCombine : struct, ICombine
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (width /= 2; width >= V.Count; width /= 2)
            for (int lane = 0; lane < width; lane += V.Count)
                V.Store(TCombine.Of(V.Load(ref lanes[lane]), V.Load(ref lanes[lane + width])), ref lanes[lane]);
        return V.Load(ref *lanes);
    }

    // The same within a vector. Lanes beyond the half come to hold what does not count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Lanes<TCombine, V, T>(V a)
        where TCombine : struct, ICombine
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (V.Count > 8)
            a = TCombine.Of(a, V.Upper(a, 8));
        if (V.Count > 4)
            a = TCombine.Of(a, V.Upper(a, 4));
        if (V.Count > 2)
            a = TCombine.Of(a, V.Upper(a, 2));
        return V.First(TCombine.Of(a, V.Upper(a, 1)));
    }

    // Folds into four blocks of lanes. Terms are cheap, so four accumulators hide the latency of joining.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe V Loads<TCombine, TTerm, V, T>(scoped in TTerm source, nint start, nint n, T* lanes)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        var term = source;
        int width = LaneBytes / sizeof(T);
        for (int lane = 0; lane < width; lane += 4 * V.Count)
        {
            V a0 = V.Of(TCombine.Identity), a1 = a0, a2 = a0, a3 = a0;
            nint i = lane;
            for (; i <= n - 4 * V.Count; i += width)
            {
                a0 = TCombine.Of(a0, term.At<V>(start + i));
                a1 = TCombine.Of(a1, term.At<V>(start + i + V.Count));
                a2 = TCombine.Of(a2, term.At<V>(start + i + 2 * V.Count));
                a3 = TCombine.Of(a3, term.At<V>(start + i + 3 * V.Count));
            }
            a0 = Last<TCombine, TTerm, V, T>(a0, in term, start + i, n - i);
            a1 = Last<TCombine, TTerm, V, T>(a1, in term, start + i + V.Count, n - i - V.Count);
            a2 = Last<TCombine, TTerm, V, T>(a2, in term, start + i + 2 * V.Count, n - i - 2 * V.Count);
            a3 = Last<TCombine, TTerm, V, T>(a3, in term, start + i + 3 * V.Count, n - i - 3 * V.Count);
            // Vectors as wide as a block hold all lanes.
            if (4 * V.Count == width)
                return TCombine.Of(TCombine.Of(a0, a2), TCombine.Of(a1, a3));
            V.Store(a0, ref lanes[lane]);
            V.Store(a1, ref lanes[lane + V.Count]);
            V.Store(a2, ref lanes[lane + 2 * V.Count]);
            V.Store(a3, ref lanes[lane + 3 * V.Count]);
        }
        return Halves<TCombine, V, T>(lanes, width);
    }

    // Folds into so many lanes. A formula hides the latency of joining by itself. It stands in each of these methods once: with
    // more copies the compiler runs out of its budget for inlining in the midst of the loop, and what is left stays calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Formulas<TCombine, TTerm, V, T>(
        scoped in TTerm source, nint start, nint n, T* lanes, int width)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        var term = source;
        for (int lane = 0; lane < width; lane += V.Count)
        {
            V a = V.Of(TCombine.Identity);
            nint i = lane;
            for (; i <= n - V.Count; i += width)
                a = TCombine.Of(a, term.At<V>(start + i));
            V.Store(a, ref lanes[lane]);
            if (i < n)
                Rest<TCombine, TTerm, V, T>(lanes + lane, in term, start + i, n - i);
        }
    }

    // Through memory: an accumulator that is passed as an argument would be kept there in the loop.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Rest<TCombine, TTerm, V, T>(T* accumulator, in TTerm term, nint i, nint left)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged =>
        V.Store(Last<TCombine, TTerm, V, T>(V.Load(ref *accumulator), in term, i, left), ref *accumulator);

    // Joins what is left of the chunk at one accumulator: `left` values from i on, none or less than none included.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Last<TCombine, TTerm, V, T>(V accumulator, in TTerm term, nint i, nint left)
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (left <= 0)
            return accumulator;
        int count = (int)nint.Min(left, V.Count);
        var value = V.Select(V.FirstLanes(count), term.AtPartial<V>(i, count), V.Of(TCombine.Identity));
        return TCombine.Of(accumulator, value);
    }

    private readonly ref struct SectionsKernel<TCombine, TTerm, T>(
        TTerm term, nint start, nint n, int sectionLength, Span<T> results) : ISliceKernel<SectionsKernel<TCombine, TTerm, T>, T>
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly TTerm _term = term;
        private readonly Span<T> _results = results;

        public int Length => _results.Length;

        public SectionsKernel<TCombine, TTerm, T> Slice(int section, int length) =>
            new(_term, start + (nint)section * sectionLength, n, sectionLength, _results.Slice(section, length));

        public void Run<V>() where V : struct, IVec<V, T>
        {
            for (int i = 0; i < _results.Length; i++)
            {
                nint from = start + (nint)i * sectionLength;
                _results[i] = Fold.Run<TCombine, TTerm, V, T>(in _term, from, nint.Min(sectionLength, n - from));
            }
        }
    }

    // The term, a dozen words at times, stays on the stack of the caller: to copy what has just been written waits for it.
    private readonly unsafe struct Kernel<TCombine, TTerm, T>(void* term, nint n, T* result) : IKernel<T>
        where TCombine : struct, ICombine
        where TTerm : struct, ITerm<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            ref readonly var whole = ref Unsafe.AsRef<TTerm>(term);
            if (n >= V.Count || V.Count * sizeof(T) != BlockBytes)
            {
                *result = Fold.Run<TCombine, TTerm, V, T>(in whole, 0, n);
                return;
            }
            // Less than a vector, which is a block: what Chunk comes to, without the way there.
            T* lanes = stackalloc T[V.Count];
            V.Store(V.Of(TCombine.Identity), ref *lanes);
            if (n > 0)
                Rest<TCombine, TTerm, V, T>(lanes, in whole, 0, n);
            *result = Lanes<TCombine, V, T>(V.Load(ref *lanes));
        }
    }
}
