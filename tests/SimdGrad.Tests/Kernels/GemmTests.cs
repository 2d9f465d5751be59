using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>
/// The matrix product. Its contract leaves no bit open, so every result is compared to the bit, C's memory between the rows
/// included, with the contract written out one element at a time.
/// </summary>
public class GemmTests
{
    private const int MaxSize = 70;

    // Around the panel of k (256) and the blocks of m (264) and n (4096), the other sizes small.
    private static readonly GemmCase[] s_large =
    [
        new(3, 5, 511), new(3, 5, 512), new(3, 5, 513), new(14, 33, 1023), new(7, 9, 1024), new(1, 40, 1025), new(13, 1, 1300),
        new(239, 3, 5), new(240, 17, 3), new(241, 3, 5), new(250, 33, 2), new(481, 2, 3),
        new(3, 1023, 5), new(2, 1024, 7), new(7, 1025, 3), new(1, 1060, 4), new(2, 2049, 2), new(265, 130, 2), new(270, 4113, 1),
        new(268, 3, 258), new(3, 5, 257), new(51, 256, 70), new(5, 17, 520), new(9, 1, 784), new(2, 3, 8200),
        new(2, 128, 17000),
    ];

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    public static TheoryData<object, object, VectorWidth> ActivationCases => OpTypes.Cases(typeof(IUnaryOp));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_bit_is_that_of_the_contract<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        Check.One(SampleCount.Config(60), Prop.ForAll(AnyCase(), AssertExact<T>));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Beyond_panels_and_blocks_too<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var large in s_large)
            foreach (var gemm in large.Transposes())
                AssertExact<T>(
                    gemm with { Gap = large.M % 3, Accumulate = gemm.TransposeA, Bias = gemm.TransposeB, Seed = large.N });
    }

    // Large enough for both operands to be packed, against parts of the product that are small enough for neither. In the second,
    // every other row of a plain A competes for the same places of the cache, if it is of float; of double each row does, and
    // is packed sooner. The third has few steps, so that tiles are lower, and a last strip of one vector, which reads their copy.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Packed_operands_give_the_bits_of_those_read_in_place<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        const int wide = 1030, half = 1536;
        Assert.Equal(GemmBlocking.AliasBytes / 2, half * sizeof(float) % GemmBlocking.AliasBytes);
        Assert.InRange(GemmBlocking.ReuseHalfA, 1, wide / 32);
        foreach (var (m, n, k, rows) in ((int, int, int, int)[])[(288, 257, 1026, 16), (200, wide, half, 2), (8192, 136, 64, 16)])
        {
            Assert.True(k != half || rows * k < GemmBlocking.CompetingElements);
            foreach (int vectorBytes in (int[])[16, 32, 64])
            {
                Assert.True(GemmBlocking.IsInPlace(vectorBytes, sizeof(float), rows, k, n));
                Assert.False(GemmBlocking.IsInPlace(vectorBytes, sizeof(float), m, k, n));
                Assert.InRange(GemmBlocking.PackedElements(vectorBytes), rows * k + 1, m * k);
            }
            T[] a = Inputs.Moderate<T>(m * k, 1), b = Inputs.Moderate<T>(k * n, 2), whole = new T[m * n], parts = new T[m * n];
            foreach (int flags in (int[])[1, 2])
            {
                ReadOnlyMatrix<T> left = (flags & 1) == 0 ? new(a, m, k) : new ReadOnlyMatrix<T>(a, k, m).Transposed;
                ReadOnlyMatrix<T> right = (flags & 2) == 0 ? new(b, k, n) : new ReadOnlyMatrix<T>(b, n, k).Transposed;
                Gemm.Multiply(left, right, new(whole, m, n));
                for (int i = 0; i < m; i += rows)
                {
                    int height = Math.Min(rows, m - i);
                    ReadOnlyMatrix<T> part = (flags & 1) == 0
                        ? new(a.AsSpan(i * k), height, k)
                        : new ReadOnlyMatrix<T>(a.AsSpan(i), k, height, m).Transposed;
                    Gemm.Multiply(part, right, new(parts.AsSpan(i * n), height, n));
                }
                Bits.AssertSame<T>(parts, whole, $"{m}x{n}x{k}, transposed {flags}");
            }
        }
    }

    // Rows of a plain A that compete are 4,096 bytes apart, or twice that: it is copied by vectors, of which the last of a row is
    // a part; where A lies transposed, by steps of fewer rows than a vector has lanes.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_operands_that_are_packed<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var layout in new GemmCase(277, 130, 1021).Transposes())
        {
            var gemm = layout with { Gap = layout.TransposeA ? 0 : 3, Accumulate = layout.TransposeB, Bias = true, Seed = 4 };
            Assert.True(gemm.TransposeA || (gemm.K + gemm.Gap) * 4 % GemmBlocking.AliasBytes == 0);
            var operands = new GemmOperands<T>(gemm);
            using GuardedBuffer<T> a = new(277 * 1024), b = new(133 * 1024), bias = new(130), c = new(277 * 133);
            var expected = operands.Run<Relu>();
            foreach (bool atEnd in (bool[])[true, false])
                Bits.AssertSame<T>(expected, operands.RunGuarded<Relu>(a, b, bias, c, atEnd), $"{gemm}, guarded");
        }
    }

    // A packed beside a B that is read in place, against parts of the product that are too narrow for packing: first an A that is
    // large, then one whose rows compete.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_operand_may_be_packed_alone<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        const int m = 20, n = 128, large = 13200, compete = 1024, columns = 16;
        Assert.True(m * large >= GemmBlocking.PackedElements(64) && m * large >= GemmBlocking.PackedElements(32));
        Assert.True(compete * 4 % GemmBlocking.AliasBytes == 0 && m * compete >= GemmBlocking.CompetingElements);
        foreach (int k in (int[])[large, compete])
        {
            T[] a = Inputs.Moderate<T>(m * k, 1), b = Inputs.Moderate<T>(k * n, 2), whole = new T[m * n], parts = new T[m * n];
            for (int flags = 0; flags < 4; flags++)
            {
                ReadOnlyMatrix<T> left = (flags & 1) == 0 ? new(a, m, k) : new ReadOnlyMatrix<T>(a, k, m).Transposed;
                ReadOnlyMatrix<T> all = (flags & 2) == 0 ? new(b, k, n) : new ReadOnlyMatrix<T>(b, n, k).Transposed;
                Gemm.Multiply(left, all, new(whole, m, n));
                for (int j = 0; j < n; j += columns)
                {
                    ReadOnlyMatrix<T> right = (flags & 2) == 0
                        ? new(b.AsSpan(j), k, columns, n)
                        : new ReadOnlyMatrix<T>(b.AsSpan(j * k), columns, k).Transposed;
                    Gemm.Multiply(left, right, new(parts.AsSpan(j), m, columns, n));
                }
                Bits.AssertSame<T>(parts, whole, $"{m}x{n}x{k}, transposed {flags}");
            }
        }
    }

    // Small sizes one by one: every remainder of a tile in every direction.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_remainder_of_a_tile<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        for (int m = 1; m <= 26; m++)
            for (int n = 1; n <= 66; n += m % 6 == 1 ? 1 : 5)
                AssertExact<T>(new(m, n, 1 + (m + n) % 4) { Gap = n % 2, TransposeA = m % 2 == 0, Seed = m });
    }

    // Few rows by a B that lies transposed, which is multiplied while it is transposed, or by one that is read by wide tiles, and
    // few columns of an A that lies plain, which is the same seen from the other side: all remainders of blocks and panels.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Narrow_products_of_every_kind<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int few in (int[])[1, 2, 3, 4, 5, 6, 7, 10, 12])
        {
            foreach (var (many, k) in ((int, int)[])[(16, 4), (17, 3), (33, 6), (48, 9), (35, 259), (150, 258)])
            {
                foreach (var gemm in (IEnumerable<GemmCase>)
                    [.. new GemmCase(few, many, k).Transposes(), .. new GemmCase(many, few, k).Transposes()])
                {
                    // Rows that follow each other, and rows apart.
                    for (int gap = 0; gap < 2; gap++)
                    {
                        bool odd = (few + many + k + gap) % 2 != 0;
                        AssertExact<T>(gemm with { Gap = gap * (1 + few % 2), Accumulate = odd, Bias = !odd, Seed = k });
                    }
                }
            }
        }
    }

    // More rows than a tile has by a B that lies transposed: the first tile of a strip transposes it for those below, by way of
    // the stack or not, in one block of rows or several, with all remainders of blocks, of the only panel or the last.
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tile_transposes_for_those_below<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var (m, n) in ((int, int)[])[(7, 16), (13, 48), (16, 32), (25, 80), (40, 37), (270, 32)])
            foreach (int k in (int[])[1, 3, 4, 5, 6, 64, 71, 257, 2049])
                AssertExact<T>(
                    new(m, n, m < 40 || k < 100 ? k : 258) { TransposeB = true, Gap = k % 3, Accumulate = k % 2 == 0, Seed = m });
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void All_widths_give_the_same_bits<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> =>
        Check.One(SampleCount.Config(60), Prop.ForAll(AnyCase(), gemm =>
        {
            foreach (var values in (Func<int, int, T[]>[])[Inputs.Moderate<T>, Inputs.Wild<T>])
            {
                var operands = new GemmOperands<T>(gemm, values);
                var expected = Run(VectorWidth.V128);
                foreach (var width in OpTypes.Widths)
                    Bits.AssertSame<T>(expected, Run(width), $"{gemm} with {width}");

                T[] Run(VectorWidth width)
                {
                    using var _ = Isa.Use(width);
                    return operands.Run<Sigmoid>();
                }
            }
        }));

    [Theory]
    [MemberData(nameof(ActivationCases))]
    public void Bias_and_activation_are_fused_to_the_bit<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var (m, n, k) in ((int, int, int)[])[(1, 1, 1), (13, 33, 5), (5, 70, 257), (12, 64, 0), (241, 3, 2)])
            foreach (bool accumulate in (bool[])[false, true])
                foreach (bool bias in (bool[])[false, true])
                    AssertExact<TOp, T>(new(m, n, k) { Accumulate = accumulate, Bias = bias, Gap = 1, Seed = m }, op);
    }

    // At most 32 rows of whole vectors: B stays where it is, also where A is worth a copy.
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_alone_is_packed<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        var gemm = new GemmCase(32, 128, 8193) { TransposeA = true, Bias = true, Seed = 3 };
        Assert.True(gemm.M * gemm.K >= GemmBlocking.PackedElements(64));
        Assert.True(GemmBlocking.IsInPlace(16, sizeof(float), gemm.M, gemm.K, gemm.N));
        AssertExact<T>(gemm);
    }

    // The contract fixes the bits, but only this says that they are right: each of k fused additions, and one for each panel,
    // rounds by half an ULP of at most the sum of the absolute values, in the first order, which 1% covers. The reference in
    // double, with a product and an addition for each term, adds as much again to a double.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Errors_are_those_of_the_additions<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var size in (GemmCase[])[new(13, 35, 17), new(7, 33, 300), new(5, 5, 1000)])
        {
            foreach (var gemm in size.Transposes())
            {
                var operands = new GemmOperands<T>(gemm);
                var c = operands.Run<Identity>();
                int roundings = (gemm.K + 4) * (typeof(T) == typeof(double) ? 3 : 1);
                for (int i = 0; i < gemm.M; i++)
                {
                    for (int j = 0; j < gemm.N; j++)
                    {
                        var (value, terms) = NaiveGemm.InDouble(operands.A, operands.B, i, j);
                        double error = Math.Abs(double.CreateTruncating(operands.Row(c, i)[j]) - value);
                        Assert.InRange(error, 0, 1.01 * roundings * Bits.UnitRoundoff<T>() * terms);
                    }
                }
            }
        }
    }

    // 600 products of integers up to 50: no sum exceeds 2^24, so every one is exact and no order matters.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Integers_are_exact<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var gemm in new GemmCase(14, 37, 600).Transposes())
        {
            var operands = new GemmOperands<T>(gemm, (count, seed) => Inputs.Integers<T>(count, seed, 50));
            var c = operands.Run<Identity>();
            for (int i = 0; i < gemm.M; i++)
                for (int j = 0; j < gemm.N; j++)
                    Assert.Equal(
                        NaiveGemm.InDouble(operands.A, operands.B, i, j).Value, double.CreateTruncating(operands.Row(c, i)[j]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_alone_has_the_bits_that_it_has_in_a_batch<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var size in (GemmCase[])[new(29, 35, 300), new(13, 5, 7), new(245, 3, 2)])
        {
            foreach (var layout in size.Transposes())
            {
                var gemm = layout with { Bias = true, Accumulate = layout.TransposeB, Gap = 2 };
                var operands = new GemmOperands<T>(gemm);
                var c = operands.Run<Tanh>();
                for (int i = 0; i < gemm.M; i++)
                    Bits.AssertSame<T>(operands.Row(c, i), operands.RunRow<Tanh>(i), $"row {i} of {gemm}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_operands<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        const int max = 4096;
        using GuardedBuffer<T> a = new(max), b = new(max), bias = new(max), c = new(max);
        foreach (var size in (IEnumerable<GemmCase>)
        [
            .. from m in (int[])[1, 2, 5, 6, 7, 12, 13, 19]
               from n in (int[])[1, 3, 4, 8, 15, 16, 17, 31, 32, 33, 65]
               select new GemmCase(m, n, 3),
            new(5, 7, 257), new(1, 1, 1), new(241, 2, 3), new(2, 1025, 1), new(3, 4, 0), new(3, 65, 6), new(1, 33, 120),
            new(50, 2, 9),
        ])
        {
            foreach (var layout in size.Transposes())
            {
                foreach (bool atEnd in (bool[])[true, false])
                {
                    var gemm = layout with { Gap = size.M % 2, Accumulate = layout.TransposeA, Bias = layout.TransposeB };
                    var operands = new GemmOperands<T>(gemm);
                    Bits.AssertSame<T>(
                        operands.Expected<Relu>(), operands.RunGuarded<Relu>(a, b, bias, c, atEnd), $"{gemm}, guarded");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void What_does_not_fit_is_an_error_and_changes_nothing<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] memory = Inputs.Moderate<T>(100, 1), before = [.. memory];
        T[] a = new T[6], b = new T[12];
        Assert.Throws<ArgumentException>(() => Gemm.Multiply<T>(new(a, 2, 3), new(b, 4, 3), new(memory, 2, 3)));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply<T>(new(a, 2, 3), new(b, 3, 4), new(memory, 3, 4)));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply<T>(new(a, 2, 3), new(b, 3, 4), new(memory, 2, 3)));
        Assert.Throws<ArgumentException>(
            "bias", () => Gemm.Multiply<Relu, T>(new(a, 2, 3), new(b, 3, 4), new T[3], new(memory, 2, 4)));
        foreach (int shift in (int[])[0, 1, 7])
        {
            Assert.Throws<ArgumentException>(
                () => Gemm.Multiply<T>(new(memory.AsSpan(shift, 6), 2, 3), new(b, 3, 4), new(memory.AsSpan(0, 8), 2, 4)));
            Assert.Throws<ArgumentException>(
                () => Gemm.Multiply<T>(new(a, 2, 3), new(memory.AsSpan(shift, 12), 3, 4), new(memory.AsSpan(0, 8), 2, 4)));
            Assert.Throws<ArgumentException>(
                () => Gemm.Multiply<Relu, T>(
                    new(a, 2, 3), new(b, 3, 4), memory.AsSpan(shift, 4), new(memory.AsSpan(0, 8), 2, 4)));
        }
        Assert.Throws<ArgumentException>("values", () => new Matrix<T>(memory, 10, 11).Rows);
        Assert.Throws<ArgumentException>("values", () => new ReadOnlyMatrix<T>(memory, 2, 60, 61).Rows);
        Assert.Throws<ArgumentOutOfRangeException>("rowStride", () => new ReadOnlyMatrix<T>(memory, 2, 3, 2).Rows);
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => new Matrix<T>(memory, -1, 3).Rows);
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => new Matrix<T>(memory, 1, -3).Rows);
        Bits.AssertSame<T>(before, memory, "C after errors");
    }

    // Sums of no terms over spans of no elements, wherever those are.
    [Theory]
    [MemberData(nameof(Elements))]
    public void What_is_empty_shares_memory_with_nothing<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] c = Inputs.Moderate<T>(6, 1);
        Gemm.Multiply<T>(new(c.AsSpan(3, 0), 2, 0), new(c.AsSpan(4, 0), 0, 3), new(c, 2, 3));
        Bits.AssertSame<T>(new T[6], c, "a sum of nothing");
    }

    private static void AssertExact<T>(GemmCase gemm) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AssertExact<Identity, T>(gemm, default);

    private static void AssertExact<TActivation, T>(GemmCase gemm, TActivation activation)
        where TActivation : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var operands = new GemmOperands<T>(gemm);
        Bits.AssertSame<T>(operands.Expected(activation), operands.Run(activation), gemm.ToString());
    }

    private static Arbitrary<GemmCase> AnyCase() => Arb.From(
        from sizes in Gen.Choose(0, MaxSize).Three()
        from flags in Gen.Choose(0, 15)
        from gap in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, 1 << 20)
        select new GemmCase(sizes.Item1, sizes.Item2, sizes.Item3)
        {
            TransposeA = (flags & 1) != 0,
            TransposeB = (flags & 2) != 0,
            Accumulate = (flags & 4) != 0,
            Bias = (flags & 8) != 0,
            Gap = gap,
            Seed = seed,
        },
        gemm =>
        [
            .. Smaller(gemm.M).Select(m => gemm with { M = m }), .. Smaller(gemm.N).Select(n => gemm with { N = n }),
            .. Smaller(gemm.K).Select(k => gemm with { K = k }), .. Smaller(gemm.Gap).Select(gap => gemm with { Gap = gap }),
        ]);

    private static IEnumerable<int> Smaller(int n) => n == 0 ? [] : new[] { n / 2, n - 1 }.Distinct();
}
