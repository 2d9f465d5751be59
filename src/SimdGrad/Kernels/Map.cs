using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Elementwise functions of one operand over spans.</summary>
public static class Map
{
    /// <inheritdoc cref="Forward{TOp, T}(ReadOnlySpan{T}, Span{T}, TOp)"/>
    /// <remarks>The function f is <c>new TOp()</c>.</remarks>
    public static void Forward<TOp, T>(ReadOnlySpan<T> x, Span<T> y)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Forward(x, y, new TOp());

    /// <summary>y[i] = f(x[i]). In place if <paramref name="y"/> is <paramref name="x"/>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">Receives the outputs.</param>
    /// <param name="op">The function f.</param>
    /// <typeparam name="TOp">The type of the function.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Forward<TOp, T>(ReadOnlySpan<T> x, Span<T> y, TOp op)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        if (y.Length == 1 && typeof(T) != typeof(Dual))
            y[0] = Single(x[0], op);
        else
            Sliced.Run<ForwardKernel<TOp, T>, T>(new(x, y, op, Streamed.Pays(y) && !x.Overlaps(y)));
    }

    // One element, as of a scalar: without a mask, whose store could not be read back at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Single<TOp, T>(T x, TOp op) where TOp : struct, IUnaryOp where T : unmanaged =>
        Vec128<T>.First(op.Forward(Vec128<T>.Splat(x)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T SingleBackward<TOp, T>(T x, T y, T dy, TOp op) where TOp : struct, IUnaryOp where T : unmanaged =>
        Vec128<T>.First(op.Backward(Vec128<T>.Splat(x), Vec128<T>.Splat(y), Vec128<T>.Splat(dy)));

    /// <inheritdoc cref="Backward{TOp, T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, TOp, bool)"/>
    /// <remarks>The function f is <c>new TOp()</c>.</remarks>
    public static void Backward<TOp, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Backward(x, y, dy, dx, new TOp(), accumulate);

    /// <summary>dx[i] = dy[i] * f'(x[i]), or dx[i] += that. In place if <paramref name="dx"/> is one of the inputs.</summary>
    /// <param name="x">The inputs; not read if <see cref="IUnaryOp.BackwardReadsInput"/> is false.</param>
    /// <param name="y">The outputs, f(x).</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="dx">Receives the gradient with respect to x.</param>
    /// <param name="op">The function f.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="TOp">The type of the function.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Backward<TOp, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, TOp op, bool accumulate = false)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (!TOp.BackwardReadsInput)
            x = y;
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameLength<T, T>(x, dy);
        SpanGuard.SameLength<T, T>(x, dx);
        SpanGuard.SameOrDisjoint(x, dx);
        SpanGuard.SameOrDisjoint(y, dx);
        SpanGuard.SameOrDisjoint(dy, dx);
        if (dy.Length == 1 && typeof(T) != typeof(Dual))
            dx[0] = accumulate ? dx[0] + SingleBackward(x[0], y[0], dy[0], op) : SingleBackward(x[0], y[0], dy[0], op);
        else
            Sliced.Run<BackwardKernel<TOp, T>, T>(new(x, y, dy, dx, accumulate, op));
    }

    // Lanes are independent, so the tail is the same formula on a partial vector, in a method of its own: twice in one method
    // the longer formulas exceed the compiler's budget for inlining. No alignment is assumed.
    private readonly ref struct ForwardKernel<TOp, T>(ReadOnlySpan<T> x, Span<T> y, TOp op, bool streams)
        : ISliceKernel<ForwardKernel<TOp, T>, T>
        where TOp : struct, IUnaryOp
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;
        private readonly TOp _op = op;

        public int Length => _x.Length;

        public ForwardKernel<TOp, T> Slice(int start, int length) =>
            new(_x.Slice(start, length), _y.Slice(start, length), _op, streams);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            if (streams)
            {
                Stream<V>();
                return;
            }
            var op = _op;
            ref T px = ref MemoryMarshal.GetReference(_x);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint i = TOp.IsCheap ? Pairs<V>() : 0, n = _x.Length;
            for (; i <= n - V.Count; i += V.Count)
                V.Store(op.Forward(V.Load(ref Unsafe.Add(ref px, i))), ref Unsafe.Add(ref py, i));
            if (i < n)
                Tail<V>(i, (int)(n - i));
        }

        // The same by two vectors at a time, from where y is aligned on; returns where it ends.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private nint Pairs<V>() where V : struct, IVec<V, T>
        {
            var op = _op;
            ref T px = ref MemoryMarshal.GetReference(_x);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint n = _x.Length, i = AlignedResults.Pays<V, T>(ref py, n) ? Head<V>() : 0;
            for (; i <= n - 2 * V.Count; i += 2 * V.Count)
            {
                V first = op.Forward(V.Load(ref Unsafe.Add(ref px, i)));
                V second = op.Forward(V.Load(ref Unsafe.Add(ref px, i + V.Count)));
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
            nint n = _x.Length, i;
            fixed (T* px = _x, py = _y)
            {
                i = Head<V>();
                for (; i <= n - V.Count; i += V.Count)
                    V.StoreNonTemporal(op.Forward(V.Load(ref px[i])), py + i);
            }
            Cache.Fence();
            if (i < n)
                Tail<V>(i, (int)(n - i));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Tail<V>(nint i, int left) where V : struct, IVec<V, T>
        {
            var x = V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), i), left);
            V.StorePartial(_op.Forward(x), ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), i), left);
        }
    }

    private readonly ref struct BackwardKernel<TOp, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate, TOp op)
        : ISliceKernel<BackwardKernel<TOp, T>, T>
        where TOp : struct, IUnaryOp
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _x = x, _y = y, _dy = dy;
        private readonly Span<T> _dx = dx;
        private readonly bool _accumulate = accumulate;
        private readonly TOp _op = op;

        public int Length => _x.Length;

        public BackwardKernel<TOp, T> Slice(int start, int length) => new(
            _x.Slice(start, length), _y.Slice(start, length), _dy.Slice(start, length), _dx.Slice(start, length), _accumulate,
            _op);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            var op = _op;
            ref T px = ref MemoryMarshal.GetReference(_x);
            ref T py = ref MemoryMarshal.GetReference(_y);
            ref T pdy = ref MemoryMarshal.GetReference(_dy);
            ref T pdx = ref MemoryMarshal.GetReference(_dx);
            nint i = 0, n = _x.Length;
            for (; i <= n - V.Count; i += V.Count)
            {
                var g = op.Backward(
                    V.Load(ref Unsafe.Add(ref px, i)), V.Load(ref Unsafe.Add(ref py, i)), V.Load(ref Unsafe.Add(ref pdy, i)));
                if (_accumulate)
                    g = V.Load(ref Unsafe.Add(ref pdx, i)) + g;
                V.Store(g, ref Unsafe.Add(ref pdx, i));
            }
            if (i < n)
                Tail<V>(i, (int)(n - i));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Tail<V>(nint i, int left) where V : struct, IVec<V, T>
        {
            ref T pdx = ref Unsafe.Add(ref MemoryMarshal.GetReference(_dx), i);
            var g = _op.Backward(
                V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), i), left),
                V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), i), left),
                V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_dy), i), left));
            if (_accumulate)
                g = V.LoadPartial(ref pdx, left) + g;
            V.StorePartial(g, ref pdx, left);
        }
    }
}
