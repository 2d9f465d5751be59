using FsCheck.Xunit;
using Xunit;

namespace SimdGrad.Tests.Autograd;

public sealed unsafe class FreeRangesTests
{
    private const int Unit = FreeRanges.SmallestBytes;

    /// <summary>Against a map of which units are free: nothing is given twice, and what is given was free.</summary>
    [Property]
    public void What_is_taken_was_free(byte[] steps)
    {
        FreeRanges ranges = default;
        // Addresses that are never read.
        byte* start = (byte*)(nint)(1 << 20);
        bool[] free = new bool[1024];
        int end = 0;
        long lent = 0;
        List<(int Start, int Length)> taken = [];
        foreach (byte step in steps)
        {
            int length = step % 7 + 1;
            if ((step & 8) == 0 && taken.Count > 0)
            {
                var (first, count) = taken[step % taken.Count];
                taken.RemoveAt(step % taken.Count);
                ranges.Add(start + first * (nint)Unit, count * (nint)Unit);
                Array.Fill(free, true, first, count);
                lent += count;
            }
            else if (end + length <= free.Length)
            {
                byte* range = ranges.Take(length * Unit);
                int first = range == null ? end : (int)((range - start) / Unit);
                if (range == null)
                    end += length;
                else
                    lent -= length;
                Assert.Equal(range != null, free[first..(first + length)].All(unit => unit));
                Array.Fill(free, false, first, length);
                taken.Add((first, length));
            }
            Assert.True(ranges.Bytes <= lent * Unit);
            Assert.Equal(ranges.IsEmpty, ranges.Bytes == 0);
        }
    }

    [Fact]
    public void Neighbors_are_joined_and_the_smallest_is_forgotten_when_there_are_too_many()
    {
        FreeRanges ranges = default;
        byte* start = (byte*)(nint)(1 << 20);
        for (int i = 0; i < 40; i++)
            ranges.Add(start + 10 * i * (nint)Unit, (i % 20 + 1) * (nint)Unit / (i < 20 ? 1 : 4) / Unit * Unit + Unit);
        Assert.True(ranges.Take(21 * Unit) == start + 190 * (nint)Unit);
        ranges.Clear();
        Assert.True(ranges.IsEmpty && ranges.Take(Unit) == null);
        ranges.Add(start, Unit);
        ranges.Add(start + 2 * Unit, Unit);
        Assert.True(ranges.Take(3 * Unit) == null);
        ranges.Add(start + Unit, Unit);
        Assert.Equal(3 * Unit, ranges.Bytes);
        Assert.True(ranges.Take(3 * Unit) == start && ranges.IsEmpty);
    }
}
