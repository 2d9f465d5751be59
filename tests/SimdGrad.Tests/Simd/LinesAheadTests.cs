using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>
/// What the cache is asked for changes no result, so only this tells whether it is what will be read, all of it, and once.
/// </summary>
public unsafe class LinesAheadTests
{
    private const int LineBytes = 64;

    [Fact]
    public void Long_rows_are_asked_for_a_stretch_each_turn() =>
        Check.One(SampleCount.Config(200), Prop.ForAll(Rows(), rows =>
        {
            foreach (int turnBytes in (int[])[LineBytes, 2 * LineBytes])
            {
                int turns = rows.Bytes / turnBytes + 1, length = turns * turnBytes;
                var ahead = new LinesAhead();
                ahead.Along((void*)rows.Start, length + rows.Gap, rows.Count, turnBytes);
                var asked = Asked(ref ahead, turns, LinesAhead.Rounds(rows.Count, turnBytes));
                AssertAll(asked, rows, length + rows.Gap, length);
                // An odd row is asked for together with the one that would follow it.
                Assert.Equal((rows.Count + (turnBytes == LineBytes ? rows.Count % 2 : 0)) * length / LineBytes, asked.Count);
            }
        }));

    [Fact]
    public void Short_rows_are_asked_for_whole() =>
        Check.One(SampleCount.Config(200), Prop.ForAll(Rows(), rows =>
        {
            foreach (int bytes in (int[])[LineBytes / 4, LineBytes, 2 * LineBytes])
            {
                const int turns = 16;
                int stride = bytes + rows.Gap / LineBytes * LineBytes, each = bytes <= LineBytes ? 2 * turns : turns;
                var ahead = new LinesAhead();
                ahead.Across((void*)rows.Start, stride, rows.Count, bytes, turns);
                int rounds = (rows.Count - 1) / each + 1;
                var asked = Asked(ref ahead, turns, rounds);
                // Of what begins within a line, the line that it begins in has been asked for before.
                AssertAll(asked, rows with { Start = rows.Start + bytes - 1 }, stride, 1);
                if (bytes > LineBytes)
                    AssertAll(asked, rows with { Start = rows.Start + LineBytes - 1 }, stride, 1);
                Assert.Equal(2 * turns * rounds, asked.Count);
            }
        }));

    [Fact]
    public void Nothing_is_what_the_cache_has()
    {
        var ahead = new LinesAhead();
        ahead.Along((void*)4096, 128, 3, LineBytes);
        ahead.Clear();
        AssertNothing(ref ahead);
    }

    // The addresses asked for, after which there are none left.
    private static List<nint> Asked(ref LinesAhead ahead, int turns, int rounds)
    {
        var asked = new List<nint>();
        for (int round = 0; round < rounds; round++)
        {
            ahead.Begin(null);
            for (int turn = 0; turn < turns; turn++)
            {
                var (first, second) = ahead.Turn;
                asked.AddRange(first, second);
                ahead.Ask();
            }
        }
        AssertNothing(ref ahead);
        return asked;
    }

    private static void AssertNothing(ref LinesAhead ahead)
    {
        ahead.Begin((void*)LineBytes);
        for (int turn = 0; turn < 3; turn++)
        {
            Assert.Equal((LineBytes, LineBytes), ahead.Turn);
            ahead.Ask();
        }
    }

    private static void AssertAll(List<nint> asked, Region rows, int stride, int length)
    {
        var lines = asked.Select(address => address / LineBytes).ToHashSet();
        for (int row = 0; row < rows.Count; row++)
            for (nint byteOfRow = 0; byteOfRow < length; byteOfRow += LineBytes)
                Assert.Contains((rows.Start + (nint)row * stride + byteOfRow) / LineBytes, lines);
    }

    private static Arbitrary<Region> Rows() => Arb.From(
        from start in Gen.Choose(4096, 8192)
        from count in Gen.Choose(1, 300)
        from bytes in Gen.Choose(1, 2000)
        from gap in Gen.Choose(0, 5000)
        select new Region(start, count, bytes, gap));

    private sealed record Region(nint Start, int Count, int Bytes, int Gap);
}
