using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

/// <summary>Misuse of a handle is an error with every setting of the diagnostics.</summary>
public sealed class PooledBufferTests
{
    [Fact]
    public void Double_return_is_an_error_and_changes_nothing()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.None);
        PooledBuffer<float> buffer = pool.Rent<float>(5);
        PooledBuffer<float> copy = buffer;
        buffer.Dispose();

        // Exactly this type: its subtype ObjectDisposedException is for use after return.
        var error = Assert.Throws<InvalidOperationException>(buffer.Dispose);
        Assert.Contains("PooledBuffer<Single> of length 5 was already returned", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(copy.Dispose);
        Assert.Equal((0, 0L, 64L), (pool.OutstandingCount, pool.OutstandingBytes, pool.RetainedBytes));
    }

    [Fact]
    public unsafe void Use_after_return_is_an_error_through_every_copy()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.None);
        PooledBuffer<float> buffer = pool.Rent<float>(5);
        PooledBuffer<float> copy = buffer;
        copy.Span[4] = 3;
        Assert.Equal(3, buffer.Span[4]);
        buffer.Dispose();

        var error = Assert.Throws<ObjectDisposedException>(() => copy.Span.Length);
        Assert.Contains("PooledBuffer<Single> of length 5 was used after", error.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => (nint)copy.Pointer);
    }

    [Fact]
    public unsafe void A_stale_handle_stays_dead_when_its_block_is_rented_again()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.None);
        PooledBuffer<float> stale = pool.Rent<float>(5);
        nint address = (nint)stale.Pointer;
        stale.Dispose();
        using PooledBuffer<float> current = pool.Rent<float>(5);
        Assert.Equal(address, (nint)current.Pointer);

        Assert.Throws<ObjectDisposedException>(() => stale.Span.Length);
        Assert.Throws<InvalidOperationException>(stale.Dispose);
        Assert.Equal(5, current.Span.Length);
        Assert.Equal(1, pool.OutstandingCount);
    }

    [Fact]
    public void A_stale_handle_stays_dead_when_its_block_was_freed()
    {
        using BufferPool pool = new(0, BufferDiagnostics.None);
        PooledBuffer<float> stale = pool.Rent<float>(5);
        stale.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stale.Span.Length);
        Assert.Throws<InvalidOperationException>(stale.Dispose);
    }

    [Fact]
    public unsafe void A_default_handle_says_that_it_was_never_rented()
    {
        PooledBuffer<double> none = default;
        Assert.Equal(0, none.Length);
        Action[] uses = [() => _ = none.Span, () => _ = (nint)none.Pointer, none.Dispose];
        foreach (Action use in uses)
        {
            var error = Assert.Throws<InvalidOperationException>(use);
            Assert.Contains("PooledBuffer<Double>", error.Message, StringComparison.Ordinal);
            Assert.Contains("never rented", error.Message, StringComparison.Ordinal);
        }
    }
}
