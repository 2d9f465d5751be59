using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

public sealed class BufferDiagnosticsTests
{
    [Fact]
    public void All_are_on_by_default_in_debug_builds_and_none_in_release_builds()
    {
#if DEBUG
        const BufferDiagnostics expected = BufferDiagnostics.Poison | BufferDiagnostics.TrackAllocationSites;
#else
        const BufferDiagnostics expected = BufferDiagnostics.None;
#endif
        Assert.Equal(expected, BufferPool.Shared.Diagnostics);
    }

    [Fact]
    public unsafe void Poison_is_nan_when_allocated_and_when_returned()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.Poison);
        PooledBuffer<float> fresh = pool.Rent<float>(1000);
        Assert.Equal(1000, fresh.Span.Count(BitConverter.UInt32BitsToSingle(uint.MaxValue)));
        fresh.Span.Fill(1);
        nint address = (nint)fresh.Pointer;
        fresh.Dispose();

        using PooledBuffer<double> reused = pool.Rent<double>(512);
        Assert.Equal(address, (nint)reused.Pointer);
        Assert.True(reused.Span.ToArray().All(double.IsNaN));
    }

    [Fact]
    public unsafe void Without_poison_a_return_writes_nothing()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.None);
        PooledBuffer<byte> first = pool.Rent<byte>(4096);
        first.Span.Fill(1);
        nint address = (nint)first.Pointer;
        first.Dispose();

        using PooledBuffer<byte> second = pool.Rent<byte>(4096);
        Assert.Equal(address, (nint)second.Pointer);
        Assert.Equal(-1, second.Span.IndexOfAnyExcept((byte)1));
    }

    [Fact]
    public void A_leak_report_states_count_bytes_and_sites()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.TrackAllocationSites);
        RentHere(pool).Dispose();
        pool.ThrowIfLeaked();

        List<PooledBuffer<float>> leaked = [RentThere(pool)];
        for (int i = 0; i < 2; i++)
            leaked.Add(RentHere(pool));
        string report = Assert.Throws<InvalidOperationException>(pool.ThrowIfLeaked).Message;
        Assert.Contains("not returned: 3 (1536 bytes)", report, StringComparison.Ordinal);
        Assert.Contains("2 rented", report, StringComparison.Ordinal);
        Assert.Contains("1 rented", report, StringComparison.Ordinal);
        Assert.Single(report.Split(nameof(RentHere)).Skip(1));
        Assert.Single(report.Split(nameof(RentThere)).Skip(1));

        leaked[0].Dispose();
        report = Assert.Throws<InvalidOperationException>(pool.ThrowIfLeaked).Message;
        Assert.DoesNotContain(nameof(RentThere), report, StringComparison.Ordinal);
        leaked[1].Dispose();
        leaked[2].Dispose();
        pool.ThrowIfLeaked();
    }

    [Fact]
    public void A_leak_report_without_sites_tells_how_to_get_them()
    {
        using BufferPool pool = new(0, BufferDiagnostics.None);
        using PooledBuffer<float> leaked = RentHere(pool);
        string report = Assert.Throws<InvalidOperationException>(pool.ThrowIfLeaked).Message;
        Assert.Contains("not returned: 1 (512 bytes)", report, StringComparison.Ordinal);
        Assert.Contains("TrackAllocationSites", report, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(RentHere), report, StringComparison.Ordinal);
    }

    [Fact]
    public void Misuse_names_the_site_of_its_own_rent_only()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.TrackAllocationSites);
        PooledBuffer<float> stale = RentHere(pool);
        stale.Dispose();
        string message = Assert.Throws<InvalidOperationException>(stale.Dispose).Message;
        Assert.Contains(nameof(RentHere), message, StringComparison.Ordinal);
        message = Assert.Throws<ObjectDisposedException>(() => stale.Span.Length).Message;
        Assert.Contains(nameof(RentHere), message, StringComparison.Ordinal);

        using PooledBuffer<float> current = RentThere(pool);
        message = Assert.Throws<InvalidOperationException>(stale.Dispose).Message;
        Assert.DoesNotContain(nameof(RentThere), message, StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PooledBuffer<float> RentHere(BufferPool pool) => pool.Rent<float>(100);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PooledBuffer<float> RentThere(BufferPool pool) => pool.Rent<float>(100);
}
