using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Copies of so much that another thread helps, if it is awake.</summary>
internal static unsafe class Copies
{
    // The lines of the next row that are asked for while one is copied: the processor finds the rest by itself.
    private const int LineBytes = 64, FetchedBytes = 8 * LineBytes;

    private const long HelpBytes = 1 << 17;

    /// <summary>result = source, which is as long.</summary>
    public static void Run<T>(ReadOnlySpan<T> source, Span<T> result) where T : unmanaged
    {
        int threads = (long)source.Length * sizeof(T) < HelpBytes ? 1 : Parallelism.MaxThreads;
        if (threads == 1)
        {
            source.CopyTo(result);
            return;
        }
        Division division = new(source.Length, LineBytes, threads);
        fixed (T* from = source, to = result)
            Parallelism.For(division.Parts, new Whole<T>(from, to, division), Wake.Never);
    }

    /// <summary>result[i] = table[rows[i]], row by row, from anywhere in a table that no cache holds.</summary>
    /// <param name="table">Rows one after the other.</param>
    /// <param name="columns">The elements of a row.</param>
    /// <param name="rows">Which rows; each is one of the table.</param>
    /// <param name="result">Receives the rows; may be longer.</param>
    public static void Rows<T>(ReadOnlySpan<T> table, int columns, ReadOnlySpan<int> rows, Span<T> result) where T : unmanaged
    {
        fixed (T* from = table, to = result)
        {
            fixed (int* first = rows)
            {
                long bytes = (long)rows.Length * columns * sizeof(T);
                Division division = new(Math.Max(1, rows.Length), 1, bytes < HelpBytes ? 1 : Parallelism.MaxThreads);
                var body = new Gathered((byte*)from, (byte*)to, first, (nint)columns * sizeof(T), division);
                if (division.Parts == 1)
                    body.Copy(0, rows.Length);
                else
                    Parallelism.For(division.Parts, body, Wake.Never);
            }
        }
    }

    private readonly struct Whole<T>(T* source, T* result, Division division) : IParallelBody where T : unmanaged
    {
        public void Invoke(int part)
        {
            int start = division.Start(part), length = division.Length(part);
            new ReadOnlySpan<T>(source + start, length).CopyTo(new Span<T>(result + start, length));
        }
    }

    private readonly struct Gathered(byte* table, byte* result, int* rows, nint rowBytes, Division division) : IParallelBody
    {
        public void Invoke(int part) => Copy(division.Start(part), division.Start(part + 1));

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Copy(int start, int end)
        {
            for (int i = start; i < end; i++)
            {
                if (i + 1 < end)
                    for (nint line = 0; line < Math.Min(rowBytes, FetchedBytes); line += LineBytes)
                        Cache.Prefetch(table + rows[i + 1] * rowBytes + line);
                Buffer.MemoryCopy(table + rows[i] * rowBytes, result + i * rowBytes, rowBytes, rowBytes);
            }
        }
    }
}
