using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The gradient of an elementwise function of two operands with respect to its left one: the sum of dy df/dx over the axes along
/// which that operand is repeated.
/// </summary>
/// <remarks>
/// The formula is computed as it is summed; nothing of the size of y is stored. Along the last axis sums are those of
/// <see cref="Fold"/>, along the innermost of the others those of <see cref="ColumnFold"/>, and these are added in order.
/// </remarks>
internal static class BroadcastGradient
{
    /// <summary>Computes the gradient.</summary>
    /// <param name="x">The left operand, A of the loops.</param>
    /// <param name="other">The right operand, B.</param>
    /// <param name="dy">The gradient with respect to the result, C: one after the other in the order of the loops.</param>
    /// <param name="dx">Receives the gradient with respect to <paramref name="x"/>, laid out as that.</param>
    /// <param name="nest">The loops, which stay within the spans; along the last axis an operand goes on by 1 or stays.</param>
    /// <param name="op">The function.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    public static void Run<TOp, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> other, ReadOnlySpan<T> dy, Span<T> dx, in LoopNest nest, TOp op, bool accumulate)
        where TOp : unmanaged, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Kernel<TOp, T> kernel = new(x, other, dy, dx, nest, op, accumulate);
        if (nest.IsEmpty)
        {
            // The sum of nothing.
            if (!accumulate)
                dx.Clear();
        }
        else if (nest.A(0) == 0)
        {
            Isa.Run<Kernel<TOp, T>, T>(kernel);
        }
        else
        {
            Sliced.Run<Kernel<TOp, T>, T>(kernel, nest.Inner);
        }
    }

    private readonly ref struct Kernel<TOp, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> other, ReadOnlySpan<T> dy, Span<T> dx, LoopNest nest, TOp op, bool accumulate)
        : ISliceKernel<Kernel<TOp, T>, T>
        where TOp : unmanaged, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x, _other = other, _dy = dy;
        private readonly Span<T> _dx = dx;
        private readonly LoopNest _nest = nest;
        private readonly TOp _op = op;

        public int Length => _nest.Size(0);

        public Kernel<TOp, T> Slice(int start, int length)
        {
            int x = start * _nest.A(0), other = start * _nest.B(0), dy = start * _nest.C(0);
            return new(_x[x..], _other[other..], _dy[dy..], _dx[x..], _nest.First(length), _op, accumulate);
        }

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            int last = _nest.Last, summed = last;
            while (summed >= 0 && _nest.A(summed) != 0)
                summed--;
            fixed (T* x = _x, other = _other, dy = _dy, dx = _dx)
            {
                if (summed == last)
                    SumRows<V>(x, other, dy, dx);
                else if (summed >= 0)
                    SumColumns<V>(x, other, dy, dx, _nest.Move(summed, last - 1));
                else
                    Elements<V>(x, other, dy, dx);
            }
        }

        private unsafe void SumRows<V>(T* x, T* other, T* dy, T* dx) where V : struct, IVec<V, T>
        {
            int last = _nest.Last, count = _nest.Size(last);
            LoopPosition position = new(last);
            do
            {
                BroadcastRowTerm<TOp, T> terms = new(x[position.A], other + position.B, dy + position.C, _op);
                T sum = Fold.Run<AddCombine, BroadcastRowTerm<TOp, T>, V, T>(in terms, 0, count);
                dx[position.A] = accumulate || !position.IsFirstOfA(_nest) ? dx[position.A] + sum : sum;
            }
            while (position.Next(_nest));
        }

        // Summed over the axis before the last.
        private unsafe void SumColumns<V>(T* x, T* other, T* dy, T* dx, LoopNest nest) where V : struct, IVec<V, T>
        {
            int last = nest.Last, rows = last - 1;
            LoopPosition position = new(rows);
            do
            {
                BroadcastColumnTerm<TOp, T> terms = new(
                    x + position.A, other + position.B, nest.B(rows), nest.B(last) != 0, dy + position.C, nest.C(rows), _op);
                Columns.Sum<BroadcastColumnTerm<TOp, T>, V, T>(
                    in terms, nest.Size(rows), nest.Size(last), dx + position.A,
                    accumulate || !position.IsFirstOfA(nest));
            }
            while (position.Next(nest));
        }

        private unsafe void Elements<V>(T* x, T* other, T* dy, T* dx) where V : struct, IVec<V, T>
        {
            int last = _nest.Last, count = _nest.Size(last);
            bool each = _nest.B(last) != 0;
            var (stepX, stepOther, stepY) = _nest.RowSteps;
            LoopPosition position = new(Math.Max(0, last - 1));
            do
            {
                if (count < V.Count)
                    Narrow<V>(x + position.A, other + position.B, each, dy + position.C, dx + position.A, count);
                else
                    for (int r = 0; r < _nest.Rows; r++)
                        Segment<V>(
                            x + position.A + r * stepX, other + position.B + r * stepOther, each, dy + position.C + r * stepY,
                            dx + position.A + r * stepX, count);
            }
            while (position.Next(_nest));
        }

        // Rows of less than a vector.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void Narrow<V>(T* x, T* other, bool each, T* dy, T* dx, int count) where V : struct, IVec<V, T>
        {
            var op = _op;
            var (stepX, stepOther, stepY) = _nest.RowSteps;
            for (int r = _nest.Rows; r > 0; r--, x += stepX, dx += stepX, other += stepOther, dy += stepY)
            {
                V b = each ? V.LoadPartial(ref *other, count) : V.Splat(*other);
                V g = op.Backward(V.LoadPartial(ref *x, count), b, V.LoadPartial(ref *dy, count)).Da;
                V.StorePartial(accumulate ? V.LoadPartial(ref *dx, count) + g : g, ref *dx, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void Segment<V>(T* x, T* other, bool each, T* dy, T* dx, int count) where V : struct, IVec<V, T>
        {
            var op = _op;
            V b = V.Splat(*other);
            int i = 0;
            for (; i <= count - V.Count; i += V.Count)
            {
                if (each)
                    b = V.Load(ref other[i]);
                V g = op.Backward(V.Load(ref x[i]), b, V.Load(ref dy[i])).Da;
                V.Store(accumulate ? V.Load(ref dx[i]) + g : g, ref dx[i]);
            }
            if (i < count)
                Tail(
                    x + i, each ? V.LoadPartial(ref other[i], count - i) : b, dy + i, dx + i, count - i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void Tail<V>(T* x, V b, T* dy, T* dx, int count) where V : struct, IVec<V, T>
        {
            V g = _op.Backward(V.LoadPartial(ref *x, count), b, V.LoadPartial(ref *dy, count)).Da;
            V.StorePartial(accumulate ? V.LoadPartial(ref *dx, count) + g : g, ref *dx, count);
        }
    }
}
