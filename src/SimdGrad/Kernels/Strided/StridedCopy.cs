using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Copies, or adds, elements from one layout to another: permuted axes, parts of tensors, repeated elements.</summary>
/// <remarks>
/// Where the last axis lies side by side in both, rows are copied. Where another axis does in the source, squares of a cache line
/// a side are transposed in registers, so that both are read and written by whole lines.
/// </remarks>
internal static class StridedCopy
{
    // Rows of up to so many vectors are copied without a call for each.
    private const int ShortVectors = 8;

    /// <summary>y = x, or y = y + x, for each step of the loops; no element of y is met twice.</summary>
    /// <param name="x">The source, operand A of the loops.</param>
    /// <param name="y">The destination, operand B; shares no memory with the source.</param>
    /// <param name="nest">The loops, which stay within the spans.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/>.</param>
    public static void Run<T>(ReadOnlySpan<T> x, Span<T> y, in LoopNest nest, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!nest.IsEmpty)
            Sliced.Run<Kernel<T>, T>(new(x, y, nest, accumulate), nest.Inner);
    }

    private readonly ref struct Kernel<T>(ReadOnlySpan<T> x, Span<T> y, LoopNest nest, bool accumulate)
        : ISliceKernel<Kernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;
        private readonly LoopNest _nest = nest;

        public int Length => _nest.Size(0);

        public Kernel<T> Slice(int start, int length) =>
            new(_x[(start * _nest.A(0))..], _y[(start * _nest.B(0))..], _nest.First(length), accumulate);

        public unsafe void Run<V>() where V : struct, IVec<V, T>
        {
            fixed (T* x = _x, y = _y)
            {
                int last = _nest.Last;
                if (_nest.B(last) == 1 && _nest.A(last) == (accumulate ? 1 : _nest.A(last) & 1))
                {
                    Rows<V>(x, y);
                    return;
                }
                int other = last - 1;
                while (other >= 0 && _nest.A(other) != 1)
                    other--;
                if (other >= 0 && _nest.B(last) == 1)
                    Transpose<V>(x, y, _nest.Move(other, last - 1));
                else
                    Elements(x, y);
            }
        }

        private unsafe void Rows<V>(T* x, T* y) where V : struct, IVec<V, T>
        {
            int count = _nest.Size(_nest.Last);
            bool repeats = _nest.A(_nest.Last) == 0;
            var (stepX, stepY, _) = _nest.RowSteps;
            LoopPosition position = new(Math.Max(0, _nest.Last - 1));
            do
            {
                T* from = x + position.A, to = y + position.B;
                if (!repeats && count <= ShortVectors * V.Count)
                    ShortRows<V>(from, stepX, to, stepY, count);
                else
                    for (int r = 0; r < _nest.Rows; r++, from += stepX, to += stepY)
                    {
                        if (repeats)
                            new Span<T>(to, count).Fill(*from);
                        else if (accumulate)
                            Axpy.Run<V, T>(T.One, new(from, count), new(to, count), accumulate: true);
                        else
                            new ReadOnlySpan<T>(from, count).CopyTo(new(to, count));
                    }
            }
            while (position.Next(_nest));
        }

        // Without a call for each.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void ShortRows<V>(T* x, nint stepX, T* y, nint stepY, int count) where V : struct, IVec<V, T>
        {
            int whole = count / V.Count * V.Count, left = count - whole;
            for (int r = 0; r < _nest.Rows; r++, x += stepX, y += stepY)
            {
                for (int i = 0; i < whole; i += V.Count)
                {
                    V v = V.Load(ref x[i]);
                    V.Store(accumulate ? V.Load(ref y[i]) + v : v, ref y[i]);
                }
                if (left > 0)
                {
                    V v = V.LoadPartial(ref x[whole], left);
                    V.StorePartial(accumulate ? V.LoadPartial(ref y[whole], left) + v : v, ref y[whole], left);
                }
            }
        }

        // The last axis lies side by side in the destination, the one before it in the source.
        private unsafe void Transpose<V>(T* x, T* y, LoopNest nest) where V : struct, IVec<V, T>
        {
            int last = nest.Last;
            LoopPosition position = new(last - 1);
            do
                Transposition.Run<V, T>(
                    x + position.A, nest.A(last), y + position.B, nest.B(last - 1), nest.Size(last - 1), nest.Size(last),
                    accumulate);
            while (position.Next(nest));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private unsafe void Elements(T* x, T* y)
        {
            nint stepX = _nest.A(_nest.Last), stepY = _nest.B(_nest.Last);
            int count = _nest.Size(_nest.Last);
            LoopPosition position = new(_nest.Last);
            do
            {
                T* from = x + position.A, to = y + position.B;
                for (int i = 0; i < count; i++, from += stepX, to += stepY)
                    *to = accumulate ? *to + *from : *from;
            }
            while (position.Next(_nest));
        }
    }
}
