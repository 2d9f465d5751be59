using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The random factors of dropout.</summary>
public static class DropoutMask
{
    // A block of the generator gives four numbers of 32 bits.
    private const int BlockElements = 4;

    // Keeps the numbers apart from those of other uses of the same seed.
    private const ulong Stream = 0x4452_4F50_0000_0000;

    /// <summary>
    /// mask[i] = 0 with probability <paramref name="p"/>, rounded to a multiple of 2^-32, and otherwise 1 / (1 - p): a
    /// function of seed, draw and i alone.
    /// </summary>
    /// <param name="seed">What the numbers are a function of.</param>
    /// <param name="draw">Tells apart the masks of one seed.</param>
    /// <param name="p">The probability of 0, from 0 to 1.</param>
    /// <param name="mask">Receives the factors.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [0, 1].</exception>
    public static void Fill<T>(ulong seed, ulong draw, double p, Span<T> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (!(p is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, $"p is {p}; a probability is in [0, 1].");
        if (mask.IsEmpty)
            return;
        ulong threshold = (ulong)Math.Round(p * (1UL << 32));
        // Numbers cost about as much as 16 elements to read and write.
        Sliced.Run<Kernel<T>, T>(
            new(seed, Stream + draw, threshold, p == 1 ? T.Zero : T.CreateTruncating(1 / (1 - p)), 0, mask), 16);
    }

    // Items are blocks of four elements; the last may be short.
    private readonly ref struct Kernel<T>(ulong seed, ulong stream, ulong threshold, T scale, int start, Span<T> mask)
        : ISliceKernel<Kernel<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Span<T> _mask = mask;

        public int Length => (_mask.Length - 1) / BlockElements + 1;

        public Kernel<T> Slice(int first, int length)
        {
            int from = first * BlockElements;
            return new(
                seed, stream, threshold, scale, start + first,
                _mask.Slice(from, Math.Min(length * BlockElements, _mask.Length - from)));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            uint block = (uint)start;
            int i = 0;
            for (; i <= _mask.Length - BlockElements; i += BlockElements, block++)
            {
                var (x0, x1, x2, x3) = CounterRandom.Philox(
                    block, 0, (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
                _mask[i] = x0 < threshold ? T.Zero : scale;
                _mask[i + 1] = x1 < threshold ? T.Zero : scale;
                _mask[i + 2] = x2 < threshold ? T.Zero : scale;
                _mask[i + 3] = x3 < threshold ? T.Zero : scale;
            }
            if (i < _mask.Length)
            {
                var (x0, x1, x2, _) = CounterRandom.Philox(
                    block, 0, (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
                Span<uint> numbers = [x0, x1, x2];
                for (int j = 0; i < _mask.Length; i++, j++)
                    _mask[i] = numbers[j] < threshold ? T.Zero : scale;
            }
        }
    }
}
