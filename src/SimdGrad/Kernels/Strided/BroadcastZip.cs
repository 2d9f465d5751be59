using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Elementwise functions of two operands whose elements are repeated along some axes.</summary>
internal static class BroadcastZip
{
    /// <summary>y = f(a, b) for each step of the loops.</summary>
    /// <param name="a">The left operand.</param>
    /// <param name="b">The right operand.</param>
    /// <param name="y">Receives the outputs, operand C: one after the other in the order of the loops.</param>
    /// <param name="nest">The loops, which stay within the spans; along the last axis an operand goes on by 1 or stays.</param>
    /// <param name="op">The function f.</param>
    public static void Forward<TOp, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, in LoopNest nest, TOp op)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!nest.IsEmpty)
            Sliced.Run<Kernel<TOp, T>, T>(new(a, b, y, nest, op), nest.Inner);
    }

    private readonly ref struct Kernel<TOp, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, LoopNest nest, TOp op)
        : ISliceKernel<Kernel<TOp, T>, T>
        where TOp : struct, IBinaryOp
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _a = a, _b = b;
        private readonly Span<T> _y = y;
        private readonly LoopNest _nest = nest;
        private readonly TOp _op = op;

        public int Length => _nest.Size(0);

        public Kernel<TOp, T> Slice(int start, int length) => new(
            _a[(start * _nest.A(0))..], _b[(start * _nest.B(0))..], _y[(start * _nest.C(0))..], _nest.First(length), _op);

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int last = _nest.Last, count = _nest.Size(last);
            bool eachA = _nest.A(last) != 0, eachB = _nest.B(last) != 0;
            var (stepA, stepB, stepY) = _nest.RowSteps;
            LoopPosition position = new(Math.Max(0, last - 1));
            do
            {
                if (count < V.Count)
                    Narrow<V>(position.A, eachA, position.B, eachB, position.C, count);
                else
                    for (int r = 0; r < _nest.Rows; r++)
                        Segment<V>(
                            position.A + r * stepA, eachA, position.B + r * stepB, eachB, position.C + r * stepY, count);
            }
            while (position.Next(_nest));
        }

        // Rows of less than a vector.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Narrow<V>(nint startA, bool eachA, nint startB, bool eachB, nint startY, int count)
            where V : struct, IVec<V, T>
        {
            var op = _op;
            ref T pa = ref Unsafe.Add(ref MemoryMarshal.GetReference(_a), startA);
            ref T pb = ref Unsafe.Add(ref MemoryMarshal.GetReference(_b), startB);
            ref T py = ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), startY);
            var (stepA, stepB, stepY) = _nest.RowSteps;
            nint rows = _nest.Rows;
            for (nint r = 0; r < rows; r++)
            {
                ref T rowA = ref Unsafe.Add(ref pa, r * stepA);
                ref T rowB = ref Unsafe.Add(ref pb, r * stepB);
                V a = eachA ? V.LoadPartial(ref rowA, count) : V.Splat(rowA);
                V b = eachB ? V.LoadPartial(ref rowB, count) : V.Splat(rowB);
                V.StorePartial(op.Forward(a, b), ref Unsafe.Add(ref py, r * stepY), count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Segment<V>(nint startA, bool eachA, nint startB, bool eachB, nint startY, int count)
            where V : struct, IVec<V, T>
        {
            var op = _op;
            ref T pa = ref Unsafe.Add(ref MemoryMarshal.GetReference(_a), startA);
            ref T pb = ref Unsafe.Add(ref MemoryMarshal.GetReference(_b), startB);
            ref T py = ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), startY);
            V a = V.Splat(pa), b = V.Splat(pb);
            nint i = 0;
            for (; i <= count - V.Count; i += V.Count)
            {
                if (eachA)
                    a = V.Load(ref Unsafe.Add(ref pa, i));
                if (eachB)
                    b = V.Load(ref Unsafe.Add(ref pb, i));
                V.Store(op.Forward(a, b), ref Unsafe.Add(ref py, i));
            }
            if (i < count)
                Tail(
                    eachA ? V.LoadPartial(ref Unsafe.Add(ref pa, i), (int)(count - i)) : a,
                    eachB ? V.LoadPartial(ref Unsafe.Add(ref pb, i), (int)(count - i)) : b,
                    ref Unsafe.Add(ref py, i), (int)(count - i));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Tail<V>(V a, V b, ref T y, int count) where V : struct, IVec<V, T> =>
            V.StorePartial(_op.Forward(a, b), ref y, count);
    }
}
