using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

public sealed class BufferPoolTests
{
    [Fact]
    public unsafe void Every_length_is_aligned_writable_and_in_the_smallest_class_that_holds_it()
    {
        using BufferPool pool = new(0);
        for (long size = 64; size <= 1 << 16; size *= 2)
            for (int length = (int)size - 2; length <= size + 2; length++)
            {
                using PooledBuffer<byte> buffer = pool.Rent<byte>(length);
                buffer.Span.Fill(1);
                Assert.Equal(length, buffer.Span.Length);
                Assert.Equal(0, (nint)buffer.Pointer % 64);
                Assert.Equal(length <= size ? size : 2 * size, pool.OutstandingBytes);
            }
    }

    [Fact]
    public void The_size_of_the_element_counts()
    {
        using BufferPool pool = new(0);
        using PooledBuffer<double> buffer = pool.Rent<double>(9);
        Assert.Equal(9, buffer.Span.Length);
        Assert.Equal(128, pool.OutstandingBytes);
    }

    [Fact]
    public unsafe void Zero_length_is_a_buffer_like_any_other()
    {
        using BufferPool pool = new(64);
        PooledBuffer<float> buffer = pool.Rent<float>(0);
        Assert.Equal(0, buffer.Length);
        Assert.True(buffer.Span.IsEmpty);
        Assert.True(buffer.Pointer != null);
        Assert.Equal(1, pool.OutstandingCount);
        buffer.Dispose();
        Assert.Equal(0, pool.OutstandingCount);
    }

    [Fact]
    public void Bad_arguments_are_named_and_change_nothing()
    {
        using BufferPool pool = new(64);
        var length = Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent<float>(-3));
        Assert.Equal(("length", -3), (length.ParamName, length.ActualValue));
        Assert.Equal(0, pool.OutstandingCount);

        var bound = Assert.Throws<ArgumentOutOfRangeException>(() => new BufferPool(-1));
        Assert.Equal(("maxRetainedBytes", -1L), (bound.ParamName, bound.ActualValue));

        var flags = Assert.Throws<ArgumentOutOfRangeException>(() => new BufferPool(0, (BufferDiagnostics)4));
        Assert.Equal(("diagnostics", (BufferDiagnostics)4), (flags.ParamName, flags.ActualValue));
    }

    [Fact]
    public void Out_of_memory_names_the_request_and_changes_nothing()
    {
        using BufferPool pool = new(64);
        using PooledBuffer<float> outstanding = pool.Rent<float>(1);
        pool.Rent<float>(1).Dispose();

        // 2^50 bytes: more than a process can address.
        var error = Assert.ThrowsAny<OutOfMemoryException>(() => pool.Rent<HalfMebibyte>(int.MaxValue));
        Assert.Contains("length 2147483647 of HalfMebibyte", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 64L, 64L), (pool.OutstandingCount, pool.OutstandingBytes, pool.RetainedBytes));
    }

    [Fact]
    public unsafe void A_returned_block_is_rented_again()
    {
        using BufferPool pool = new(1 << 20);
        PooledBuffer<float> first = pool.Rent<float>(100);
        nint address = (nint)first.Pointer;
        first.Dispose();
        Assert.Equal(512, pool.RetainedBytes);

        using PooledBuffer<double> second = pool.Rent<double>(40);
        Assert.Equal(address, (nint)second.Pointer);
        Assert.Equal(0, pool.RetainedBytes);
    }

    [Theory]
    [InlineData(127, 0)]
    [InlineData(128, 128)]
    [InlineData(255, 128)]
    [InlineData(256, 256)]
    public void Retained_blocks_keep_to_the_bound(long bound, long expected)
    {
        using BufferPool pool = new(bound);
        PooledBuffer<byte>[] buffers = [pool.Rent<byte>(128), pool.Rent<byte>(128), pool.Rent<byte>(128)];
        foreach (PooledBuffer<byte> buffer in buffers)
            buffer.Dispose();
        Assert.Equal(expected, pool.RetainedBytes);
    }

    [Fact]
    public void Dispose_leaves_outstanding_buffers_valid_and_refuses_rents()
    {
        BufferPool pool = new(1 << 20);
        PooledBuffer<int> outstanding = pool.Rent<int>(1000);
        pool.Rent<int>(1000).Dispose();

        pool.Dispose();
        Assert.Equal(0, pool.RetainedBytes);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent<int>(1));
        Assert.Throws<ObjectDisposedException>(() => pool.Rent<int>(1000));
        pool.Dispose();

        outstanding.Span.Fill(7);
        Assert.Equal(-1, outstanding.Span.IndexOfAnyExcept(7));
        Assert.Equal(1, pool.OutstandingCount);
        outstanding.Dispose();
        Assert.Equal((0, 0L, 0L), (pool.OutstandingCount, pool.OutstandingBytes, pool.RetainedBytes));
        Assert.Throws<ObjectDisposedException>(() => outstanding.Span.Length);
    }

    [Fact]
    public void The_shared_pool_cannot_be_disposed()
    {
        Assert.Throws<InvalidOperationException>(BufferPool.Shared.Dispose);
        BufferPool.Shared.Rent<float>(1).Dispose();
    }

    [Fact]
    public void A_warm_rent_and_return_allocates_nothing()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.None);
        RentAndReturn(pool);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
                RentAndReturn(pool);
        }));
    }

    private static void RentAndReturn(BufferPool pool)
    {
        using PooledBuffer<float> x = pool.Rent<float>(1000);
        using PooledBuffer<double> y = pool.Rent<double>(1000);
        x.Span[0] = (float)y.Span[0];
    }

    [InlineArray(1 << 16)]
    private struct HalfMebibyte
    {
        private double _element;
    }
}
