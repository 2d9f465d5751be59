using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Functions of the columns of a row-major matrix.</summary>
public static class Columns
{
    // Sums within a panel of rows are added in order, as in the matrix product: for accuracy, and the same on all processors.
    private const int PanelRows = 256;

    /// <summary>y[j] = sum_i x[i, j], or that added to y[j].</summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="y">Receives the sum of each column; shares no memory with <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is negative.</exception>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap.</exception>
    public static void Sum<T>(ReadOnlySpan<T> x, int columns, Span<T> y, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (y.Length != columns || (columns == 0 ? x.Length != 0 : x.Length % columns != 0))
            throw new ArgumentException(
                $"x has {x.Length} elements and y {y.Length}; {columns} columns take whole rows and {columns} sums.", nameof(y));
        SpanGuard.Disjoint(x, y);
        Isa.Run<SumKernel<T>, T>(new(x, columns, y, accumulate));
    }

    private readonly ref struct SumKernel<T>(ReadOnlySpan<T> x, int columns, Span<T> y, bool accumulate) : IKernel<T>
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            ref T px = ref MemoryMarshal.GetReference(_x);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint rowLength = columns;
            nint rows = rowLength == 0 ? 0 : _x.Length / rowLength;
            for (nint j = 0; j < rowLength; j += V.Count)
            {
                int count = (int)nint.Min(V.Count, rowLength - j);
                V total = accumulate ? V.LoadPartial(ref Unsafe.Add(ref py, j), count) : V.Zero;
                for (nint start = 0; start < rows; start += PanelRows)
                {
                    V sum = V.Zero;
                    nint end = nint.Min(rows, start + PanelRows);
                    if (count == V.Count)
                        for (nint i = start; i < end; i++)
                            sum += V.Load(ref Unsafe.Add(ref px, i * rowLength + j));
                    else
                        for (nint i = start; i < end; i++)
                            sum += V.LoadPartial(ref Unsafe.Add(ref px, i * rowLength + j), count);
                    total += sum;
                }
                V.StorePartial(total, ref Unsafe.Add(ref py, j), count);
            }
        }
    }
}
