using System.Numerics;
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

    // All above the 2^21 multiply-adds below which one thread does it all; split by rows, by columns, and where neither the
    // tiles nor the blocks come out even.
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_does_not_change_a_bit<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        GemmCase[] sizes = [new(131, 67, 260), new(3, 2500, 300), new(1, 9001, 257), new(2000, 4, 270), new(150, 150, 100)];
        foreach (var size in sizes)
        {
            Assert.True((long)size.M * size.N * size.K >= 1 << 21);
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
