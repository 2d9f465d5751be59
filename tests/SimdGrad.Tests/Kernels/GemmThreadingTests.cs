using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>The number of threads belongs to the process, so nothing may run beside this.</summary>
[CollectionDefinition(nameof(GemmThreadingTests), DisableParallelization = true)]
[Collection(nameof(GemmThreadingTests))]
public sealed class GemmThreadingTests : IDisposable
{
    private readonly int _before = Parallelism.MaxThreads;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public void Dispose() => Parallelism.MaxThreads = _before;

    // All beyond what one thread does alone; split by rows, by columns, and where neither the tiles nor the blocks come out even.
    // The last three have few multiply-adds and many elements.
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_does_not_change_a_bit<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        GemmCase[] sizes =
        [
            new(131, 67, 260), new(3, 2500, 300), new(1, 9001, 257), new(2000, 4, 270), new(150, 150, 100), new(1, 515, 523),
            new(700, 1, 391), new(523, 519, 1),
        ];
        foreach (var size in sizes)
        {
            Assert.False(GemmBlocking.IsSerial(size.M, size.N, size.K));
            var gemm = size with { Bias = true, Accumulate = size.M % 2 == 1, Gap = 1 };
            gemm = gemm with { TransposeA = size.N % 2 == 0, TransposeB = size.M == 3 };
            var operands = new GemmOperands<T>(gemm);
            Parallelism.MaxThreads = 1;
            var expected = operands.Run<Relu>();
            for (int threads = 2; threads <= 8; threads++)
            {
                Parallelism.MaxThreads = threads;
                Bits.AssertSame<T>(expected, operands.Run<Relu>(), $"{gemm} on {threads} threads");
            }
        }
    }

    // The three products of a small batch with weights of 784 x 128, 512 x 300, 900 x 40 and 784 x 43.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Nor_does_it_where_a_weight_is_divided_by_rows<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var (rows, columns, batch) in ((int, int, int)[])[(784, 128, 25), (512, 300, 14), (900, 40, 64), (784, 43, 64)])
        {
            Assert.True(WeightRows.Divide(rows, columns, batch, threads: 2));
            foreach (var gemm in (GemmCase[])
                [
                    new(batch, columns, rows) { Bias = true }, new(batch, columns, rows) { Accumulate = true, Gap = 3 },
                    new(rows, columns, batch) { TransposeA = true, Accumulate = true },
                    new(batch, rows, columns) { TransposeB = true },
                ])
            {
                Assert.False(GemmBlocking.IsSerial(gemm.M, gemm.N, gemm.K));
                var operands = new GemmOperands<T>(gemm);
                Parallelism.MaxThreads = 1;
                var expected = operands.Run<Relu>();
                for (int threads = 2; threads <= 4; threads++)
                {
                    Parallelism.MaxThreads = threads;
                    Bits.AssertSame<T>(expected, operands.Run<Relu>(), $"{gemm} on {threads} threads");
                }
            }
        }
    }

    // Sizes of any shape with 2^20 to 2^23 multiply-adds, so that all are split.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Nor_does_it_for_any_shape<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        var anyCase =
            from m in Gen.Choose(0, 120)
            from n in Gen.Choose(0, 120)
            from work in Gen.Choose(200, 230)
            from flags in Gen.Choose(0, 15)
            from gap in Gen.Choose(0, 3)
            from threads in Gen.Choose(2, 8)
            let rows = (int)Math.Pow(2, m / 10.0)
            let columns = (int)Math.Pow(2, Math.Min(n / 10.0, work / 10.0 - m / 10.0))
            select (Threads: threads, Gemm: new GemmCase(rows, columns, (int)(Math.Pow(2, work / 10.0) / rows / columns) + 1)
            {
                TransposeA = (flags & 1) != 0,
                TransposeB = (flags & 2) != 0,
                Accumulate = (flags & 4) != 0,
                Bias = (flags & 8) != 0,
                Gap = gap,
                Seed = work,
            });
        Check.One(SampleCount.Config(20), Prop.ForAll(Arb.From(anyCase), x =>
        {
            var operands = new GemmOperands<T>(x.Gemm);
            Parallelism.MaxThreads = 1;
            var expected = operands.Run<Relu>();
            Parallelism.MaxThreads = x.Threads;
            Bits.AssertSame<T>(expected, operands.Run<Relu>(), x.ToString());
        }));
    }

    [Fact]
    public void Eight_callers_at_once_get_their_own_results()
    {
        Parallelism.MaxThreads = 4;
        int wrong = 0;
        Thread[] callers = [.. Enumerable.Range(0, 8).Select(seed => new Thread(() =>
        {
            var operands = new GemmOperands<float>(new(130 + seed, 140, 150) { Seed = seed, Bias = true });
            var expected = operands.Expected<Relu>();
            for (int run = 0; run < 50; run++)
                if (!operands.Run<Relu>().AsSpan().SequenceEqual(expected))
                    Interlocked.Increment(ref wrong);
        }))];
        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            Assert.True(caller.Join(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, wrong);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_touch_nothing_outside_the_operands<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        Parallelism.MaxThreads = 7;
        GemmCase[] cases = [new(131, 67, 260) { Bias = true }, new(5, 1701, 257) { Bias = true, TransposeB = true }];
        foreach (var gemm in cases)
        {
            using GuardedBuffer<T> a = new(gemm.M * gemm.K), b = new(gemm.K * gemm.N);
            using GuardedBuffer<T> bias = new(gemm.N), c = new(gemm.M * gemm.N);
            var operands = new GemmOperands<T>(gemm);
            var expected = operands.Run<Identity>();
            foreach (bool atEnd in (bool[])[true, false])
                Bits.AssertSame<T>(expected, operands.RunGuarded<Identity>(a, b, bias, c, atEnd), $"{gemm}, guarded");
        }
    }

    // That the sizes above do reach other threads: the work of one product is seen on more than one.
    [Fact]
    public void A_large_product_runs_on_more_than_one_thread()
    {
        Parallelism.MaxThreads = 4;
        var operands = new GemmOperands<float>(new(600, 600, 64));
        ThreadRecorder.Clear();
        for (int i = 0; i < 200 && ThreadRecorder.Count < 2; i++)
            operands.Run<ThreadRecorder>();
        Assert.InRange(ThreadRecorder.Count, 2, int.MaxValue);
        Parallelism.MaxThreads = 1;
        ThreadRecorder.Clear();
        operands.Run<ThreadRecorder>();
        Assert.Equal(1, ThreadRecorder.Count);
    }
}
