using System.Numerics;
using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Memory;
using Xunit;

namespace SimdGrad.Tests.Memory;

public sealed class BufferPoolProperties
{
    /// <summary>A sequence of steps against a model: x >= 0 rents, x &lt; 0 returns one of the outstanding buffers.</summary>
    [Property(EndSize = 400)]
    public void Blocks_are_disjoint_and_counts_exact(DoNotSize<short>[] steps, DoNotSize<ushort> maxRetainedBytes)
    {
        ushort bound = maxRetainedBytes.Item;
        using BufferPool pool = new(bound);
        List<(PooledBuffer<byte> Buffer, long Bytes, byte Mark)> outstanding = [];
        Dictionary<long, int> retained = [];
        byte mark = 0;
        foreach (int step in steps.Select(step => step.Item))
        {
            if (step >= 0)
            {
                int length = step >> (step % 10); // Steps are uniform; this visits the small classes as often as the large.
                long bytes = Math.Max(64, (long)BitOperations.RoundUpToPowerOf2((uint)length));
                outstanding.Add((pool.Rent<byte>(length), bytes, ++mark));
                outstanding[^1].Buffer.Span.Fill(mark);
                if (retained.GetValueOrDefault(bytes) > 0)
                    retained[bytes]--;
            }
            else if (outstanding.Count > 0)
            {
                int index = -step % outstanding.Count;
                var (buffer, bytes, expected) = outstanding[index];
                Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(expected));
                buffer.Dispose();
                outstanding.RemoveAt(index);
                if (Total(retained) + bytes <= bound)
                    retained[bytes] = retained.GetValueOrDefault(bytes) + 1;
            }

            AssertDisjoint(outstanding);
            Assert.Equal(outstanding.Count, pool.OutstandingCount);
            Assert.Equal(outstanding.Sum(item => item.Bytes), pool.OutstandingBytes);
            Assert.Equal(Total(retained), pool.RetainedBytes);
            Assert.InRange(pool.RetainedBytes, 0, pool.MaxRetainedBytes);
        }
        foreach (var (buffer, _, expected) in outstanding)
        {
            Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(expected));
            buffer.Dispose();
        }
        pool.ThrowIfLeaked();
    }

    private static long Total(Dictionary<long, int> retained) => retained.Sum(pair => pair.Key * pair.Value);

    private static unsafe void AssertDisjoint(List<(PooledBuffer<byte> Buffer, long Bytes, byte Mark)> outstanding)
    {
        var blocks = outstanding.Select(item => (Start: (nint)item.Buffer.Pointer, item.Bytes)).Order().ToArray();
        for (int i = 1; i < blocks.Length; i++)
            Assert.True(blocks[i - 1].Start + blocks[i - 1].Bytes <= blocks[i].Start);
    }
}
