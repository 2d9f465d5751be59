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

    // The number of blocks whose chains are summed side by side, to hide the latency of adding.
    private const int Chains = 8;

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
                        Column<V>(from + k, to + k, step);
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

        // The same for a row, as far as there are whole groups of blocks; returns where it ends.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        private int Blocks<V>(T* x, T* y, nint step, T* sums) where V : struct, IVec<V, T>
        {
            T* chains = stackalloc T[Chains * Block];
            // The first and the last of a block in memory are its last and first from the end.
            int lowest = step > 0 ? 0 : Block - 1, last = Block - 1 - lowest, start = 0;
            for (; start <= layout.Length - Chains * Block; start += Chains * Block)
            {
                Sum(x + start * step, step, chains + lowest);
                for (int c = 0; c < Chains; c++)
                {
                    T* chain = chains + c * Block, to = y + (start + c * Block) * step - lowest;
                    uint number = (uint)(start / Block + c);
                    V before = V.Splat(Before(sums, number));
                    for (int i = 0; i < Block; i += V.Count)
                    {
                        V sum = before + V.Load(ref chain[i]);
                        V.Store(accumulate ? V.Load(ref to[i]) + sum : sum, ref to[i]);
                    }
                    Join(sums, number, chain[last]);
                }
            }
            return start;
        }

        // The running sums of as many blocks as there are chains, each by itself.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Sum(T* x, nint step, T* y)
        {
            T s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            nint block = Block * step;
            for (int i = 0; i < Block; i++, x += step, y += step)
            {
                s0 += *x;
                s1 += x[block];
                s2 += x[2 * block];
                s3 += x[3 * block];
                s4 += x[4 * block];
                s5 += x[5 * block];
                s6 += x[6 * block];
                s7 += x[7 * block];
                *y = s0;
                y[Block] = s1;
                y[2 * Block] = s2;
                y[3 * Block] = s3;
                y[4 * Block] = s4;
                y[5 * Block] = s5;
                y[6 * Block] = s6;
                y[7 * Block] = s7;
            }
        }

        // The sum of all blocks before one.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Before(T* sums, uint number)
        {
            T before = T.Zero;
            for (uint left = number; left != 0;)
            {
                int level = BitOperations.Log2(left);
                before += sums[level];
                left ^= 1u << level;
            }
            return before;
        }

        // Joins a block's sum to those of the blocks that it completes a power of two of.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Join(T* sums, uint number, T sum)
        {
            int joined = 0;
            for (; (number >> joined & 1) != 0; joined++)
                sum = sums[joined] + sum;
            sums[joined] = sum;
        }

        // A single column, or a row: what whole groups of blocks leave of it.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        private void Column<V>(T* x, T* y, nint step) where V : struct, IVec<V, T>
        {
            T* sums = stackalloc T[Levels];
            int start = step is 1 or -1 ? Blocks<V>(x, y, step, sums) : 0;
            x += start * step;
            y += start * step;
            for (; start < layout.Length; start += Block)
            {
                uint number = (uint)(start / Block);
                T before = Before(sums, number), sum = T.Zero;
                for (int i = Math.Min(Block, layout.Length - start); i > 0; i--, x += step, y += step)
                {
                    sum += *x;
                    *y = accumulate ? *y + (before + sum) : before + sum;
                }
                Join(sums, number, sum);
            }
        }
    }
}
