using System.Numerics;
using System.Runtime;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Kernels over spans so long that threads share them out.</summary>
[Collection(nameof(Serial))]
public sealed class SlicedTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_does_not_change_a_bit<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        // 1000 columns, 7 columns and single elements all reach the number.
        const int n = Sliced.SplitElements + 1001;
        T[][] expected = [];
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            using var scope = new ThreadCount(threads);
            T[][] results = [.. Results<T>(n)];
            if (threads == 1)
                expected = results;
            for (int i = 0; i < results.Length; i++)
                Bits.AssertSame<T>(expected[i], results[i], $"kernel {i} on {threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Elements_have_the_bits_that_they_have_alone<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using var scope = new ThreadCount(3);
        const int n = Sliced.SplitElements + 12_345, piece = 1000;
        T[] x = Inputs.Moderate<T>(n, 1), whole = new T[n], pieces = new T[n];
        Map.Forward<Sigmoid, T>(x, whole);
        for (int i = 0; i < n; i += piece)
            Map.Forward<Sigmoid, T>(x.AsSpan(i, Math.Min(piece, n - i)), pieces.AsSpan(i, Math.Min(piece, n - i)));
        Bits.AssertSame<T>(pieces, whole, "pieces");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sums_join_chunks_pairwise<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        int[] lengths = [64 * Fold.ChunkLength, 64 * Fold.ChunkLength + 1, 128 * Fold.ChunkLength, 300 * Fold.ChunkLength + 1];
        Assert.InRange(4 * Sliced.SplitElements, 0, lengths[^1]);
        T[] all = Inputs.Moderate<T>(lengths[^1], 1);
        foreach (int n in lengths)
        {
            var x = all.AsSpan(0, n);
            T[] chunks = [.. all.Take(n).Chunk(Fold.ChunkLength).Select(chunk => Reduce.Sum<T>(chunk))];
            foreach (int threads in (int[])[1, 3, 8])
            {
                using var scope = new ThreadCount(threads);
                Bits.AssertSame(Join(chunks), Reduce.Sum<T>(x), $"sum of {n} on {threads} threads");
            }
        }

        static T Join(ReadOnlySpan<T> x)
        {
            if (x.Length == 1)
                return x[0];
            int left = 1;
            while (2 * left < x.Length)
                left *= 2;
            return Join(x[..left]) + Join(x[left..]);
        }
    }

    // The operands lie where the collector moves them, unless a kernel holds them in place: behind an array that nobody needs.
    [Fact]
    public unsafe void A_collection_that_moves_the_operands_does_no_harm()
    {
        using var scope = new ThreadCount(3);
        int n = Sliced.SplitElements, done = 0, moved = 0, wrong = 0;
        var collector = new Thread(() =>
        {
            while (Volatile.Read(ref done) == 0)
            {
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
                // Without a pause the other threads may never get to allocate.
                Thread.Sleep(1);
            }
        });
        collector.Start();
        float[] source = Inputs.Moderate<float>(n, 1), expected = new float[n];
        Map.Forward<Relu, float>(source, expected);
        for (int run = 0; run < SampleCount.Of(40); run++)
        {
            var (x, y) = Operands(source);
            nint before = AddressOf(y);
            int collections = GC.CollectionCount(2);
            do
                Map.Forward<Relu, float>(x, y);
            while (GC.CollectionCount(2) == collections);
            collections = GC.CollectionCount(2);
            SpinWait.SpinUntil(() => GC.CollectionCount(2) > collections);
            moved += before == AddressOf(y) ? 0 : 1;
            wrong += y.AsSpan().SequenceEqual(expected) ? 0 : 1;
        }
        Volatile.Write(ref done, 1);
        collector.Join();
        Assert.Equal(0, wrong);
        Assert.InRange(moved, 1, int.MaxValue);

        // Not in line: the compiler takes two addresses of one element for equal.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static nint AddressOf(float[] y) => (nint)Unsafe.AsPointer(ref y[0]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (float[] X, float[] Y) Operands(float[] source)
        {
            var waste = new float[source.Length];
            float[] x = [.. source], y = new float[source.Length];
            GC.KeepAlive(waste);
            return (x, y);
        }
    }

    [Fact]
    public void Long_spans_are_shared_out()
    {
        using var scope = new ThreadCount(4);
        float[] x = new float[4 * Sliced.SplitElements];
        ThreadRecorder.Clear();
        for (int i = 0; i < 200 && ThreadRecorder.Count < 2; i++)
            Map.Forward<ThreadRecorder, float>(x, x);
        Assert.InRange(ThreadRecorder.Count, 2, 4);
        ThreadRecorder.Clear();
        Map.Forward<ThreadRecorder, float>(x.AsSpan(1, Sliced.SplitElements - 1), x.AsSpan(1, Sliced.SplitElements - 1));
        Assert.Equal(1, ThreadRecorder.Count);
    }

    [Fact]
    public void Long_spans_take_no_memory()
    {
        using var scope = new ThreadCount(4);
        float[] x = Inputs.Moderate<float>(4 * Sliced.SplitElements, 1), y = new float[x.Length];
        for (int i = 0; i < 10; i++)
            Run();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 4; i++)
                Run();
        }));

        void Run()
        {
            Map.Forward<Relu, float>(x, y);
            Reduce.Sum<float>(x);
        }
    }

    private static IEnumerable<T[]> Results<T>(int n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Inputs.Moderate<T>(n, 1), b = Inputs.Moderate<T>(n, 2), c = Inputs.Moderate<T>(n, 3);
        T half = T.CreateTruncating(0.5);
        yield return Of(n, y => Map.Forward<Tanh, T>(a, y));
        yield return Of(n, y => Map.Backward<Sigmoid, T>(a, b, c, y, accumulate: true));
        yield return Of(n, y => Zip.Forward<Multiply, T>(a, b, y));
        yield return Of(2 * n, y => Zip.Backward<Multiply, T>(a, b, c, y.AsSpan(0, n), true, y.AsSpan(n), false));
        yield return Of(n, y => Zip.Backward<Multiply, T>(a, b, c, default, false, y, true));
        yield return Of(n, y => Axpy.Run<T>(half, a, y, accumulate: true));
        yield return Of(n, y => Fill.Run(half, y, accumulate: true));
        yield return [Reduce.Sum<T>(a), Reduce.Max<T>(a)];
        yield return Of(n + 1, y => y[n] = Losses.Evaluate<MeanSquaredError, T>(a, b, half, y.AsSpan(0, n)));
        foreach (int columns in (int[])[7, 1000])
        {
            int rows = n / columns;
            int[] classes = [.. Enumerable.Range(0, rows).Select(row => row * 5 % columns)];
            T[] logits = a[..(rows * columns)];
            yield return Of(rows * columns, y => ScaleRows.Run<T>(b.AsSpan(0, rows), logits, y));
            yield return Of(rows * columns, y => Rows.Softmax<T>(logits, columns, y));
            yield return Of(rows * columns, y => Rows.LogSoftmax<T>(logits, columns, y));
            yield return Of(rows * columns, y => Rows.SoftmaxBackward<T>(
                logits, columns, b.AsSpan(0, rows * columns), y, accumulate: true));
            yield return Of(rows + rows * columns, y => RowLosses.SoftmaxCrossEntropy<T>(
                logits, columns, classes, half, y.AsSpan(0, rows), y.AsSpan(rows)));
            yield return Of(rows, y => RowLosses.SoftmaxCrossEntropy<T>(logits, columns, classes, half, y, []));
        }

        static T[] Of(int n, Action<T[]> run)
        {
            T[] y = Inputs.Moderate<T>(n, 4);
            run(y);
            return y;
        }
    }
}
