using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>Loads and stores move the right elements, at any alignment, and touch no others.</summary>
public class VecMemoryTests
{
    private const int Sentinel = -77;

    public static TheoryData<object, object> Kinds => VecKinds.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_and_Store_work_at_every_alignment<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        var source = Iota<T>(3 * V.Count);
        for (var offset = 0; offset <= 2 * V.Count; offset++)
        {
            var destination = Sentinels<T>(3 * V.Count);
            V.Store(V.Load(ref source[offset]), ref destination[offset]);
            AssertCopied(source, destination, offset, offset, V.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public unsafe void Load_and_Store_work_at_odd_addresses<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        var expected = Iota<T>(V.Count);
        var bytes = new byte[(V.Count + 1) * sizeof(T)];
        V.Store(V.Load(ref expected[0]), ref Unsafe.As<byte, T>(ref bytes[1]));
        Assert.Equal(expected, Lanes.ToArray<V, T>(V.Load(ref Unsafe.As<byte, T>(ref bytes[1]))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Upper_moves_lanes_to_the_front<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        var x = Iota<T>(V.Count);
        Assert.Equal(x[0], V.First(V.Load(ref x[0])));
        for (int lanes = V.Count / 2; lanes > 0; lanes /= 2)
            Assert.Equal(x[lanes..(2 * lanes)], Lanes.ToArray<V, T>(V.Upper(V.Load(ref x[0]), lanes))[..lanes]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Blocks_lie_apart<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        int side = 16 / Unsafe.SizeOf<T>(), stride = side + 3;
        var source = Iota<T>(stride * V.Count);
        T[] blocks = [.. Enumerable.Range(0, V.Count).Select(i => source[i / side * stride + i % side])];
        Assert.Equal(blocks, Lanes.ToArray<V, T>(V.LoadBlocks(ref source[0], stride)));
        var destination = Sentinels<T>(source.Length);
        V.StoreBlocks(V.Load(ref blocks[0]), ref destination[0], stride);
        for (int i = 0; i < destination.Length; i++)
            Assert.Equal(
                i % stride < side && i / stride < V.Count / side ? source[i] : T.CreateChecked(Sentinel), destination[i]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Interleaving_alternates_halves_of_blocks<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        int side = 16 / Unsafe.SizeOf<T>();
        T[] both = Iota<T>(2 * V.Count), a = both[..V.Count], b = both[V.Count..];
        foreach (bool upper in (bool[])[false, true])
        {
            int first = upper ? side / 2 : 0;
            var expected = Enumerable.Range(0, V.Count)
                .Select(i => (i % 2 == 0 ? a : b)[i / side * side + first + i % side / 2]);
            V x = V.Load(ref a[0]), y = V.Load(ref b[0]);
            Assert.Equal(expected, Lanes.ToArray<V, T>(upper ? V.InterleaveUpper(x, y) : V.InterleaveLower(x, y)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lanes_with_even_and_odd_numbers_part_and_meet_again<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        T[] both = Iota<T>(2 * V.Count);
        V a = V.Load(ref both[0]), b = V.Load(ref both[V.Count]), evens = V.Evens(a, b), odds = V.Odds(a, b);
        Assert.Equal(both.Where((_, i) => i % 2 == 0), Lanes.ToArray<V, T>(evens));
        Assert.Equal(both.Where((_, i) => i % 2 == 1), Lanes.ToArray<V, T>(odds));
        Assert.Equal(both[..V.Count], Lanes.ToArray<V, T>(V.ZipLower(evens, odds)));
        Assert.Equal(both[V.Count..], Lanes.ToArray<V, T>(V.ZipUpper(evens, odds)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public unsafe void Stores_past_the_caches_arrive<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        var expected = Iota<T>(V.Count);
        var destination = Sentinels<T>(4 * V.Count);
        fixed (T* p = destination)
        {
            nint offset = (nint)((nuint)(-(nint)p) / (nuint)sizeof(T) % (nuint)V.Count) + V.Count;
            V.StoreNonTemporal(V.Load(ref expected[0]), p + offset);
            AssertCopied(expected, destination, 0, (int)offset, V.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LoadPartial_reads_the_first_elements_and_fills_with_zero<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        var source = Iota<T>(V.Count + 1);
        for (var count = 0; count <= V.Count; count++)
        {
            var lanes = Lanes.ToArray<V, T>(V.LoadPartial(ref source[1], count));
            for (var i = 0; i < V.Count; i++)
                Assert.Equal(i < count ? source[1 + i] : T.Zero, lanes[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StorePartial_writes_the_first_elements_alone<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        var source = Iota<T>(V.Count);
        for (var count = 0; count <= V.Count; count++)
        {
            var destination = Sentinels<T>(V.Count + 2);
            V.StorePartial(V.Load(ref source[0]), ref destination[1], count);
            AssertCopied(source, destination, 0, 1, count);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FirstLanes_is_a_mask<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, INumber<T>
    {
        for (var count = 0; count <= V.Count; count++)
        {
            var lanes = Lanes.ToArray<V, T>(V.Select(V.FirstLanes(count), V.One, V.Zero));
            Assert.Equal(Enumerable.Range(0, V.Count).Select(i => i < count ? T.One : T.Zero), lanes);
        }
    }

    private static void AssertCopied<T>(T[] source, T[] destination, int from, int to, int count) where T : INumber<T>
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var inside = i >= to && i < to + count;
            Assert.Equal(inside ? source[from + i - to] : T.CreateChecked(Sentinel), destination[i]);
        }
    }

    private static T[] Iota<T>(int count) where T : INumber<T> =>
        [.. Enumerable.Range(1, count).Select(i => T.CreateChecked(i))];

    private static T[] Sentinels<T>(int count) where T : INumber<T> =>
        [.. Enumerable.Repeat(T.CreateChecked(Sentinel), count)];
}
