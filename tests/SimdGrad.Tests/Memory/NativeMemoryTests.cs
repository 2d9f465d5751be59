using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

/// <summary>That freed blocks leave the process shows in its resident memory only, so nothing may run beside this.</summary>
[CollectionDefinition(nameof(NativeMemoryTests), DisableParallelization = true)]
[Collection(nameof(NativeMemoryTests))]
public sealed class NativeMemoryTests
{
    private const int Mebibyte = 1 << 20;
    private const int Rounds = 8;

    [Fact]
    public void A_block_returned_past_the_bound_is_freed() =>
        AssertFrees(() =>
        {
            using BufferPool pool = new(0, BufferDiagnostics.None);
            RentTouched(pool).Dispose();
        });

    [Fact]
    public void A_disposed_pool_frees_what_it_retains() =>
        AssertFrees(() =>
        {
            BufferPool pool = new(long.MaxValue, BufferDiagnostics.None);
            PooledBuffer<byte> first = RentTouched(pool);
            RentTouched(pool).Dispose();
            first.Dispose();
            Assert.Equal(128 * Mebibyte, pool.RetainedBytes);
            pool.Dispose();
        });

    [Fact]
    public void A_return_to_a_disposed_pool_frees() =>
        AssertFrees(() =>
        {
            BufferPool pool = new(long.MaxValue, BufferDiagnostics.None);
            PooledBuffer<byte> buffer = RentTouched(pool);
            pool.Dispose();
            buffer.Dispose();
        });

    [Fact]
    public void A_forgotten_pool_frees_what_it_retains() =>
        AssertFrees(() => RentTouched(new BufferPool(long.MaxValue, BufferDiagnostics.None)).Dispose());

    private static void AssertFrees(Action round)
    {
        long before = Environment.WorkingSet;
        for (int i = 0; i < Rounds; i++)
            round();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, Rounds * 64L * Mebibyte / 2);
    }

    /// <summary>64 MiB, which no allocator keeps for later, made resident by a write to each page.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PooledBuffer<byte> RentTouched(BufferPool pool)
    {
        PooledBuffer<byte> buffer = pool.Rent<byte>(64 * Mebibyte);
        for (int i = 0; i < buffer.Length; i += 4096)
            buffer.Span[i] = 1;
        return buffer;
    }
}
