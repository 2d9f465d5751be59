using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Running sums along an axis, in an order that is a function of the position along it alone.</summary>
/// <remarks>
/// Within blocks of 64 a chain in rising order. Before it comes the sum of the blocks before: of the sums of 2^k aligned
/// blocks, each of which is that of its halves, one for each bit that the block's number has, from the largest on.
/// </remarks>
internal static unsafe class Scan
{
    private const int Block = 64;

    // The number of bits of the number of a block.
    private const int Levels = 26;

    /// <summary>As <see cref="ReduceAxis.CumulativeSum{T}"/>; checked.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y, bool reverse, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Isa.Run<Kernel<T>, T>(new(x, layout, y, reverse, accumulate));

    private readonly ref struct Kernel<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y, bool reverse, bool accumulate)
        : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        // From the end, the elements along the axis are those from its last on, a negative step apart.
        public void Run<V>() where V : struct, IVec<V, T>
        {
            nint slice = (nint)layout.Length * layout.Inner;
            nint first = reverse ? slice - layout.Inner : 0, step = reverse ? -layout.Inner : layout.Inner;
            if (layout.Elements == 0)
                return;
            fixed (T* source = _x, destination = _y)
            {
                for (int o = 0; o < layout.Outer; o++)
                {
                    T* from = source + o * slice + first;
                    T* to = destination + o * slice + first;
                    int k = 0;
                    for (; k <= layout.Inner - V.Count; k += V.Count)
                        Columns<V>(from + k, to + k, step);
                    for (; k < layout.Inner; k++)
                        Column(from + k, to + k, step);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        private void Columns<V>(T* x, T* y, nint step) where V : struct, IVec<V, T>
        {
            T* sums = stackalloc T[Levels * V.Count];
            for (int start = 0; start < layout.Length; start += Block)
            {
                uint number = (uint)(start / Block);
                V before = V.Zero;
                for (uint left = number; left != 0;)
                {
                    int level = BitOperations.Log2(left);
                    before += V.Load(ref sums[level * V.Count]);
                    left ^= 1u << level;
                }
                V sum = V.Zero;
                for (int i = Math.Min(Block, layout.Length - start); i > 0; i--, x += step, y += step)
                {
                    sum += V.Load(ref *x);
                    V.Store(accumulate ? V.Load(ref *y) + (before + sum) : before + sum, ref *y);
                }
                int joined = 0;
                for (; (number >> joined & 1) != 0; joined++)
                    sum = V.Load(ref sums[joined * V.Count]) + sum;
                V.Store(sum, ref sums[joined * V.Count]);
            }
        }

        // The same for a single column, or a row.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        private void Column(T* x, T* y, nint step)
        {
            T* sums = stackalloc T[Levels];
            for (int start = 0; start < layout.Length; start += Block)
            {
                uint number = (uint)(start / Block);
                T before = T.Zero;
                for (uint left = number; left != 0;)
                {
                    int level = BitOperations.Log2(left);
                    before += sums[level];
                    left ^= 1u << level;
                }
                T sum = T.Zero;
                for (int i = Math.Min(Block, layout.Length - start); i > 0; i--, x += step, y += step)
                {
                    sum += *x;
                    *y = accumulate ? *y + (before + sum) : before + sum;
                }
                int joined = 0;
                for (; (number >> joined & 1) != 0; joined++)
                    sum = sums[joined] + sum;
                sums[joined] = sum;
            }
        }
    }
}
