using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Elementwise functions of two operands over spans.</summary>
public static class Zip
{
    /// <inheritdoc cref="Forward{TOp, T}(ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, TOp)"/>
    /// <remarks>The function f is <c>new TOp()</c>.</remarks>
    public static void Forward<TOp, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Forward(a, b, y, new TOp());

    /// <summary>y[i] = f(a[i], b[i]). In place if <paramref name="y"/> is one of the inputs.</summary>
    /// <param name="a">The left operands.</param>
    /// <param name="b">The right operands.</param>
    /// <param name="y">Receives the outputs.</param>
    /// <param name="op">The function f.</param>
    /// <typeparam name="TOp">The type of the function.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Forward<TOp, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, TOp op)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(a, b);
        SpanGuard.SameLength<T, T>(a, y);
        // All of it is read before it is written.
        if (y.Length == 1 && typeof(T) != typeof(Dual))
        {
            y[0] = Single(a[0], b[0], op);
            return;
        }
        SpanGuard.SameOrDisjoint(a, y);
        SpanGuard.SameOrDisjoint(b, y);
        Sliced.Run<ForwardKernel<TOp, T>, T>(
            new(a, b, y, op, Streamed.Pays(y) && !a.Overlaps(y) && !b.Overlaps(y)));
    }

    /// <inheritdoc
    /// cref="Backward{TOp, T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, bool, Span{T}, bool, TOp)"/>
    /// <remarks>The function f is <c>new TOp()</c>.</remarks>
    public static void Backward<TOp, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dy, Span<T> da, bool accumulateA, Span<T> db, bool accumulateB)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward(a, b, dy, da, accumulateA, db, accumulateB, new TOp());

    /// <summary>
    /// da[i] = dy[i] * df/da and db[i] = dy[i] * df/db at (a[i], b[i]), or the same added to what is there. An empty
    /// <paramref name="da"/> or <paramref name="db"/> is not written.
    /// </summary>
    /// <param name="a">The left operands.</param>
    /// <param name="b">The right operands.</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="da">Receives the gradient with respect to a; empty if not wanted.</param>
    /// <param name="accumulateA">Whether to add to <paramref name="da"/> instead of overwriting it.</param>
    /// <param name="db">Receives the gradient with respect to b; empty if not wanted.</param>
    /// <param name="accumulateB">Whether to add to <paramref name="db"/> instead of overwriting it.</param>
    /// <param name="op">The function f.</param>
    /// <typeparam name="TOp">The type of the function.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">
    /// The lengths differ, a destination overlaps an input without being the same, or the destinations
    /// overlap; they may be the same if <paramref name="accumulateB"/> is true.
    /// </exception>
    public static void Backward<TOp, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dy, Span<T> da, bool accumulateA, Span<T> db, bool accumulateB,
        TOp op)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(a, b);
        SpanGuard.SameLength<T, T>(a, dy);
        // All of it is read before it is written, unless the second destination is the first.
        if (dy.Length == 1 && typeof(T) != typeof(Dual) && da.Length <= 1 && db.Length <= 1 && (accumulateB || da != db))
        {
            SingleBackward(a[0], b[0], dy[0], da, accumulateA, db, accumulateB, op);
            return;
        }
        CheckDestination(a, b, dy, da, nameof(da));
        CheckDestination(a, b, dy, db, nameof(db));
        // Equal destinations are right if the second adds: it then reads what the first has just stored.
        if (accumulateB)
            SpanGuard.SameOrDisjoint<T>(da, db);
        else
            SpanGuard.Disjoint<T>(da, db);
        Sliced.Run<BackwardKernel<TOp, T>, T>(new(a, b, dy, da, accumulateA, db, accumulateB, op));
    }

    // One element, as of a scalar: without a mask, whose store could not be read back at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Single<TOp, T>(T a, T b, TOp op) where TOp : struct, IBinaryOp where T : unmanaged =>
        Vec128<T>.First(op.Forward(Vec128<T>.Splat(a), Vec128<T>.Splat(b)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SingleBackward<TOp, T>(
        T a, T b, T dy, Span<T> da, bool accumulateA, Span<T> db, bool accumulateB, TOp op)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (ga, gb) = op.Backward(Vec128<T>.Splat(a), Vec128<T>.Splat(b), Vec128<T>.Splat(dy));
        if (!da.IsEmpty)
            da[0] = accumulateA ? da[0] + Vec128<T>.First(ga) : Vec128<T>.First(ga);
        if (!db.IsEmpty)
            db[0] = accumulateB ? db[0] + Vec128<T>.First(gb) : Vec128<T>.First(gb);
    }

    private static void CheckDestination<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dy, ReadOnlySpan<T> destination, string name)
    {
        if (destination.IsEmpty)
            return;
        SpanGuard.SameLength(a, destination, nameof(a), name);
        SpanGuard.SameOrDisjoint(a, destination, nameof(a), name);
        SpanGuard.SameOrDisjoint(b, destination, nameof(b), name);
        SpanGuard.SameOrDisjoint(dy, destination, nameof(dy), name);
    }

    private readonly ref struct ForwardKernel<TOp, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, TOp op, bool streams)
        : ISliceKernel<ForwardKernel<TOp, T>, T>
        where TOp : struct, IBinaryOp
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _a = a, _b = b;
        private readonly Span<T> _y = y;
        private readonly TOp _op = op;

        public int Length => _a.Length;

        public ForwardKernel<TOp, T> Slice(int start, int length) =>
            new(_a.Slice(start, length), _b.Slice(start, length), _y.Slice(start, length), _op, streams);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            if (streams)
            {
                Stream<V>();
                return;
            }
            var op = _op;
            ref T pa = ref MemoryMarshal.GetReference(_a);
            ref T pb = ref MemoryMarshal.GetReference(_b);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint i = TOp.IsCheap ? Pairs<V>() : 0, n = _a.Length;
            for (; i <= n - V.Count; i += V.Count)
                V.Store(
                    op.Forward(V.Load(ref Unsafe.Add(ref pa, i)), V.Load(ref Unsafe.Add(ref pb, i))), ref Unsafe.Add(ref py, i));
            if (i < n)
                Tail<V>(i, (int)(n - i));
        }

        // The same by two vectors at a time, from where y is aligned on; returns where it ends.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private nint Pairs<V>() where V : struct, IVec<V, T>
        {
            var op = _op;
            ref T pa = ref MemoryMarshal.GetReference(_a);
            ref T pb = ref MemoryMarshal.GetReference(_b);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint n = _a.Length, i = AlignedResults.Pays<V, T>(ref py, n) ? Head<V>() : 0;
            for (; i <= n - 2 * V.Count; i += 2 * V.Count)
            {
                V first = op.Forward(V.Load(ref Unsafe.Add(ref pa, i)), V.Load(ref Unsafe.Add(ref pb, i)));
                V second = op.Forward(
                    V.Load(ref Unsafe.Add(ref pa, i + V.Count)), V.Load(ref Unsafe.Add(ref pb, i + V.Count)));
                V.Store(first, ref Unsafe.Add(ref py, i));
                V.Store(second, ref Unsafe.Add(ref py, i + V.Count));
            }
            return i;
        }

        // The part before y is aligned; returns where that is.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe nint Head<V>() where V : struct, IVec<V, T>
        {
            nint head = AlignedResults.Unaligned<V, T>((T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_y)), _y.Length);
            if (head > 0)
                Tail<V>(0, (int)head);
            return head;
        }

        // The same past the caches, from where y is aligned on.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void Stream<V>() where V : struct, IVec<V, T>
        {
            var op = _op;
            nint n = _a.Length, i;
            fixed (T* pa = _a, pb = _b, py = _y)
            {
                i = Head<V>();
                for (; i <= n - V.Count; i += V.Count)
                    V.StoreNonTemporal(op.Forward(V.Load(ref pa[i]), V.Load(ref pb[i])), py + i);
            }
            Cache.Fence();
            if (i < n)
                Tail<V>(i, (int)(n - i));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Tail<V>(nint i, int left) where V : struct, IVec<V, T>
        {
            var a = V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_a), i), left);
            var b = V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_b), i), left);
            V.StorePartial(_op.Forward(a, b), ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), i), left);
        }
    }

    private readonly ref struct BackwardKernel<TOp, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dy, Span<T> da, bool accumulateA, Span<T> db, bool accumulateB,
        TOp op)
        : ISliceKernel<BackwardKernel<TOp, T>, T>
        where TOp : struct, IBinaryOp
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _a = a, _b = b, _dy = dy;
        private readonly Span<T> _da = da, _db = db;
        private readonly bool _accumulateA = accumulateA, _accumulateB = accumulateB;
        private readonly TOp _op = op;

        public int Length => _a.Length;

        public BackwardKernel<TOp, T> Slice(int start, int length) => new(
            _a.Slice(start, length), _b.Slice(start, length), _dy.Slice(start, length),
            Sliced.OfOptional(_da, start, length), _accumulateA, Sliced.OfOptional(_db, start, length), _accumulateB, _op);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            var op = _op;
            ref T pa = ref MemoryMarshal.GetReference(_a);
            ref T pb = ref MemoryMarshal.GetReference(_b);
            ref T pdy = ref MemoryMarshal.GetReference(_dy);
            nint i = 0, n = _a.Length;
            for (; i <= n - V.Count; i += V.Count)
            {
                var (ga, gb) = op.Backward(
                    V.Load(ref Unsafe.Add(ref pa, i)), V.Load(ref Unsafe.Add(ref pb, i)), V.Load(ref Unsafe.Add(ref pdy, i)));
                Put(_da, i, ga, _accumulateA);
                Put(_db, i, gb, _accumulateB);
            }
            if (i < n)
                Tail<V>(i, (int)(n - i));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Tail<V>(nint i, int left) where V : struct, IVec<V, T>
        {
            var (ga, gb) = _op.Backward(
                V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_a), i), left),
                V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_b), i), left),
                V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_dy), i), left));
            PutPartial(_da, i, ga, _accumulateA, left);
            PutPartial(_db, i, gb, _accumulateB, left);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put<V>(Span<T> destination, nint i, V g, bool accumulate) where V : struct, IVec<V, T>
        {
            if (destination.IsEmpty)
                return;
            ref T p = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), i);
            V.Store(accumulate ? V.Load(ref p) + g : g, ref p);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void PutPartial<V>(Span<T> destination, nint i, V g, bool accumulate, int count)
            where V : struct, IVec<V, T>
        {
            if (destination.IsEmpty)
                return;
            ref T p = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), i);
            V.StorePartial(accumulate ? V.LoadPartial(ref p, count) + g : g, ref p, count);
        }
    }
}
