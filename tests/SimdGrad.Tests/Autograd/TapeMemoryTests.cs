using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Autograd;

public sealed class TapeMemoryTests
{
    private const int Many = 100_000;

    [Fact]
    public void A_disposed_tape_has_returned_everything()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.Poison | BufferDiagnostics.TrackAllocationSites);
        using (var tape = new Tape<float>(pool))
        {
            Assert.Equal(0, pool.OutstandingCount);
            var x = tape.Variable(new float[100_000], [100_000]);
            (x * x).Sum().Backward();
            tape.Reset();
            tape.Constant([1], []);
            Assert.NotEqual(0, pool.OutstandingCount);
        }
        pool.ThrowIfLeaked();
    }

    [Fact]
    public void Many_nodes_over_several_blocks_keep_their_values()
    {
        using BufferPool pool = new(0, BufferDiagnostics.Poison);
        using var tape = new Tape<double>(pool);
        var leaves = new Tensor<double>[Many];
        long bytes = 0;
        // The second pass fits into the memory of the first.
        for (int pass = 0; pass < 2; pass++)
        {
            tape.Reset();
            for (int i = 0; i < Many; i++)
                leaves[i] = tape.Variable([i], []);
            var sum = leaves[0];
            for (int i = 1; i < Many; i++)
                sum += leaves[i] * leaves[i];
            Assert.Equal(3 * Many - 2, tape.Count);
            sum.Backward();
            for (int i = 1; i < Many; i++)
                if (leaves[i].Item() != i || leaves[i].Gradient[0] != 2 * i)
                    Assert.Fail($"Leaf {i} has the value {leaves[i].Item()} and the gradient {leaves[i].Gradient[0]}.");
            // A sum of squares below 2^53, so exact.
            Assert.Equal((Many - 1.0) * Many * (2.0 * Many - 1) / 6, sum.Item());
            Assert.InRange(pool.OutstandingCount, 5, 20);
            Assert.Equal(pass == 0 ? pool.OutstandingBytes : bytes, pool.OutstandingBytes);
            bytes = pool.OutstandingBytes;
        }
    }

    [Fact]
    public void A_chain_a_million_deep_takes_no_stack()
    {
        const int Deep = 1_000_000;
        double slope = 0;
        // One that keeps nothing.
        using BufferPool pool = new(0, BufferDiagnostics.None);
        // 128 KiB would not hold a frame for each of the nodes.
        var thread = new Thread(
            () =>
            {
                using var tape = new Tape<double>(pool);
                var x = tape.Variable([1.5], []);
                var c = tape.Constant([1], []);
                var y = x;
                for (int i = 0; i < Deep; i++)
                    y += c;
                y.Backward();
                slope = x.Gradient[0] + y.Item();
            },
            128 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(1 + 1.5 + Deep, slope);
    }

    [Fact]
    public void A_tensor_larger_than_a_block_is_whole()
    {
        using BufferPool pool = new(0, BufferDiagnostics.None);
        using var tape = new Tape<float>(pool);
        var small = tape.Variable([7], []);
        float[] values = [.. Enumerable.Range(0, 1_000_003).Select(i => i % 1024f)];
        var large = tape.Variable(values, [values.Length]);
        var after = tape.Variable([9], []);
        Assert.Equal(values, large.Values.ToArray());
        Assert.Equal((7f, 9f), (small.Item(), after.Item()));
    }

    [Fact]
    public unsafe void Memory_is_aligned_and_apart()
    {
        using var tape = new Tape<float>();
        Assert.Equal(0, tape.Allocate(0).Length);
        nint end = 0;
        foreach (int length in (int[])[1, 0, 15, 16, 17, 0, 33])
        {
            var buffer = tape.Allocate(length);
            Assert.Equal(length, buffer.Span.Length);
            Assert.Equal(0, (nint)buffer.Pointer % 64);
            Assert.True((nint)buffer.Pointer >= end);
            end = (nint)buffer.Pointer + length * sizeof(float);
        }
    }

    [Fact]
    public void Reset_poisons_what_a_stale_span_sees()
    {
        using BufferPool pool = new(1 << 20, BufferDiagnostics.Poison);
        using var tape = new Tape<float>(pool);
        var x = tape.Variable(new float[50_000], [50_000]); // More than the first block.
        var y = x * x;
        var stale = y.Values;
        var first = tape.Constant([1], []).Values;
        tape.Reset();
        Assert.True(float.IsNaN(stale[0]) && float.IsNaN(stale[^1]) && float.IsNaN(first[0]));
    }
}
