using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Batches of products: the bits of one product after the other, whatever the distances.</summary>
[Collection(nameof(Serial))]
public sealed class GemmBatchTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_product_has_the_bits_that_it_has_alone<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using var scope = new ThreadCount(3);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true), Prop.ForAll(AnyBatch(), batch =>
        {
            var operands = new GemmBatchOperands<T>(batch);
            Bits.AssertSame<T>(operands.RunOneByOne(), operands.Run(), batch.ToString());
        }));
    }

    // Products that are split over threads only together, and such as are by themselves.
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_does_not_change_a_bit<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (var batch in (GemmBatchCase[])
            [
                new(70, new(33, 35, 37) { TransposeA = true, Accumulate = true }) { SideBySide = true },
                new(3, new(131, 67, 260) { TransposeB = true, Gap = 1 }) { SharedB = true },
            ])
        {
            Assert.True((long)batch.Count * batch.Gemm.M * batch.Gemm.N * batch.Gemm.K >= 1 << 21);
            var operands = new GemmBatchOperands<T>(batch);
            var expected = operands.RunOneByOne();
            for (int threads = 1; threads <= 8; threads++)
            {
                using var scope = new ThreadCount(threads);
                Bits.AssertSame<T>(expected, operands.Run(), $"{batch} on {threads} threads");
            }
        }
    }

    // As for a single product: k fused additions, and one for each panel, round by half an ULP of the sum of absolute values.
    [Theory]
    [MemberData(nameof(Elements))]
    public void Errors_are_those_of_the_additions<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 3, m = 5, n = 7, k = 40;
        T[] a = Inputs.Moderate<T>(count * m * k, 1), b = Inputs.Moderate<T>(n * k, 2), c = new T[count * m * n];
        var batchA = new ReadOnlyMatrixBatch<T>(a, count, m, k);
        var batchB = new ReadOnlyMatrixBatch<T>(b, count, n, k, matrixStride: 0).Transposed;
        Gemm.MultiplyBatch(batchA, batchB, new MatrixBatch<T>(c, count, m, n));
        int roundings = (k + 4) * (typeof(T) == typeof(double) ? 3 : 1);
        for (int i = 0; i < c.Length; i++)
        {
            int matrix = i / (m * n);
            var (value, size) = NaiveGemm.InDouble(batchA[matrix], batchB[matrix], i / n % m, i % n);
            double error = Math.Abs(double.CreateTruncating(c[i]) - value);
            Assert.InRange(error, 0, 1.01 * roundings * Bits.UnitRoundoff<T>() * size);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_operands<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> a = new(4096), b = new(4096), c = new(4096);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (bool sideBySide in (bool[])[true, false])
            {
                foreach (var gemm in new GemmCase(5, 19, 7) { Gap = 1 }.Transposes())
                {
                    var operands = new GemmBatchOperands<T>(new(4, gemm) { SideBySide = sideBySide });
                    Bits.AssertSame<T>(operands.RunOneByOne(), operands.RunGuarded(a, b, c, atEnd), $"{gemm}, guarded");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void What_does_not_fit_is_an_error_and_changes_nothing<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] memory = Inputs.Moderate<T>(100, 1), before = [.. memory], a = new T[18], b = new T[36];
        Assert.Throws<ArgumentException>(() => Gemm.MultiplyBatch<T>(new(a, 2, 2, 3), new(b, 3, 3, 4), new(memory, 3, 2, 4)));
        Assert.Throws<ArgumentException>(() => Gemm.MultiplyBatch<T>(new(a, 3, 2, 3), new(b, 3, 3, 4), new(memory, 2, 2, 4)));
        Assert.Throws<ArgumentException>(() => Gemm.MultiplyBatch<T>(new(a, 3, 2, 3), new(b, 3, 4, 3), new(memory, 3, 2, 3)));
        Assert.Throws<ArgumentException>(
            () => Gemm.MultiplyBatch<T>(new(memory.AsSpan(23), 3, 2, 3), new(b, 3, 3, 4), new(memory.AsSpan(0, 24), 3, 2, 4)));
        Assert.Throws<ArgumentException>(
            () => Gemm.MultiplyBatch<T>(new(a, 3, 2, 3), new(memory.AsSpan(23), 3, 3, 4), new(memory.AsSpan(0, 24), 3, 2, 4)));
        Bits.AssertSame<T>(before, memory, "C after errors");
    }

    [Fact]
    public void Sizes_and_distances_are_checked()
    {
        float[] memory = new float[24];
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new MatrixBatch<float>(memory, -1, 2, 3).Count);
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => new ReadOnlyMatrixBatch<float>(memory, 1, -2, 3).Count);
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => new ReadOnlyMatrixBatch<float>(memory, 1, 2, -3).Count);
        Assert.Throws<ArgumentOutOfRangeException>("rowStride", () => new ReadOnlyMatrixBatch<float>(memory, 1, 2, 3, 2).Count);
        Assert.Throws<ArgumentOutOfRangeException>(
            "matrixStride", () => new ReadOnlyMatrixBatch<float>(memory, 2, 2, 3, 3, -1).Count);
        Assert.Throws<ArgumentException>("values", () => new ReadOnlyMatrixBatch<float>(memory, 5, 2, 3).Count);
        Assert.Throws<ArgumentException>("values", () => new MatrixBatch<float>(memory, 2, 2, 3, matrixStride: 19).Count);
        const int most = int.MaxValue;
        Assert.Throws<ArgumentException>("values", () => new ReadOnlyMatrixBatch<float>(memory, most, most, most).Count);
        Assert.Throws<ArgumentException>(
            "values", () => new ReadOnlyMatrixBatch<float>(memory, most, most, most, most, most).Count);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => new MatrixBatch<float>(memory, 4, 2, 3)[4].Rows);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => new ReadOnlyMatrixBatch<float>(memory, 4, 2, 3)[-1].Rows);
        Assert.Equal(6, new MatrixBatch<float>(memory, 4, 2, 3).MatrixStride);
        Assert.Equal(0, new ReadOnlyMatrixBatch<float>([], 3, 0, 2)[2].Values.Length);
    }

    // Against the set of elements that each matrix takes.
    [Fact]
    public void Matrices_to_write_share_no_element()
    {
        float[] memory = new float[200];
        int accepted = 0, refused = 0;
        foreach (int count in (int[])[0, 1, 2, 3, 5])
            foreach (var (rows, columns) in ((int, int)[])[(1, 3), (3, 2), (2, 0), (0, 2), (4, 1)])
                for (int rowStride = columns; rowStride < 12; rowStride++)
                    for (int stride = 0; stride < 30; stride++)
                        if (Disjoint(count, rows, columns, rowStride, stride))
                        {
                            accepted++;
                            Assert.Equal(count, new MatrixBatch<float>(memory, count, rows, columns, rowStride, stride).Count);
                        }
                        else
                        {
                            refused++;
                            Assert.Throws<ArgumentException>(
                                "matrixStride",
                                () => new MatrixBatch<float>(memory, count, rows, columns, rowStride, stride).Count);
                        }
        Assert.InRange(refused, 100, accepted);

        static bool Disjoint(int count, int rows, int columns, int rowStride, int stride)
        {
            HashSet<int> taken = [];
            for (int i = 0; i < count; i++)
                for (int r = 0; r < rows; r++)
                    for (int c = 0; c < columns; c++)
                        if (!taken.Add(i * stride + r * rowStride + c))
                            return false;
            return true;
        }
    }

    private static Arbitrary<GemmBatchCase> AnyBatch() => Arb.From(
        from count in Gen.Choose(0, 7)
        from sizes in Gen.Choose(0, 40).Three()
        from flags in Gen.Choose(0, 255)
        from gap in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, 1 << 20)
        select new GemmBatchCase(
            count,
            new(sizes.Item1, sizes.Item2, sizes.Item3)
            {
                TransposeA = (flags & 1) != 0,
                TransposeB = (flags & 2) != 0,
                Accumulate = (flags & 4) != 0,
                Gap = gap,
                Seed = seed,
            })
        {
            SharedA = (flags & 24) == 0,
            SharedB = (flags & 96) == 0,
            SideBySide = (flags & 128) != 0,
        });
}
