using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class ReduceTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // Up to 10000 integers of up to 100: no partial sum exceeds 2^24, so no addition rounds.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Sum_and_maximum_of_integers_are_exact<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int n in (IEnumerable<int>)[.. Lengths.All, .. Enumerable.Range(200, 200), 8192, 12289])
        {
            var x = Inputs.Integers<T>(n, n, 100);
            Assert.Equal(x.Sum(int.CreateTruncating), int.CreateTruncating(Reduce.Sum<T>(x)));
            if (n > 0)
                Assert.Equal(x.Max(), Reduce.Max<T>(x));
        }
    }

    // The exact sum in decimal: the terms are multiples of 2^-20 below 8, as many decimal digits as it takes.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Sum_errs_no_more_than_its_additions<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int n in (int[])[.. Lengths.Long, 65, 1000, 100000])
        {
            T[] x = [.. Inputs.Moderate<double>(n, n).Select(v => T.CreateTruncating(Math.Round(v * (1 << 20)) / (1 << 20)))];
            decimal exact = x.Sum(decimal.CreateTruncating), size = x.Sum(v => Math.Abs(decimal.CreateTruncating(v)));
            double error = (double)Math.Abs(decimal.CreateTruncating(Reduce.Sum<T>(x)) - exact);
            Assert.InRange(error, 0, SumBound.Of<T>(n) * (double)size);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_sums_to_zero_and_has_no_maximum<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        Bits.AssertSame(T.Zero, Reduce.Sum<T>([]), "the sum of nothing");
        Assert.Throws<ArgumentException>("x", () => Reduce.Max<T>([]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_nan_anywhere_is_the_result<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int n in (int[])[1, 7, 16, 17, 65, 300, 4097])
        {
            for (int i = 0; i < n; i += n < 100 ? 1 : 13)
            {
                var x = Inputs.Moderate<T>(n, n);
                x[i] = T.NaN;
                Assert.True(T.IsNaN(Reduce.Max<T>(x)), $"the maximum of {n} with NaN at {i}");
                Assert.True(T.IsNaN(Reduce.Sum<T>(x)), $"the sum of {n} with NaN at {i}");
            }
        }
    }

    // The lanes beyond the end must not join in with a zero.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Maximum_of_negatives_and_of_infinities<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        for (int n = 1; n <= 300; n++)
        {
            T[] x = [.. Inputs.Moderate<T>(n, n).Select(v => -T.Abs(v) - T.One)];
            Bits.AssertSame(x.Max(), Reduce.Max<T>(x), $"the maximum of {n} negatives");
            Array.Fill(x, T.NegativeInfinity);
            Bits.AssertSame(T.NegativeInfinity, Reduce.Max<T>(x), $"the maximum of {n} times -infinity");
            x[n / 2] = T.PositiveInfinity;
            Bits.AssertSame(T.PositiveInfinity, Reduce.Max<T>(x), $"the maximum of {n} with infinity");
        }
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void All_widths_give_the_same_bits<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> =>
        Lengths.ForAll(9000, 60, (n, seed) =>
        {
            T[][] contents = [Inputs.Moderate<T>(n, seed), Inputs.Moderate<T>(n % 300, seed), Inputs.Wild<T>(n % 9, seed)];
            foreach (var x in contents)
            {
                var (sum, max) = Run(VectorWidth.V128, x);
                foreach (var width in OpTypes.Widths)
                {
                    var (otherSum, otherMax) = Run(width, x);
                    Bits.AssertSame(sum, otherSum, $"sum of {x.Length} with {width}");
                    Bits.AssertSame(max, otherMax, $"maximum of {x.Length} with {width}");
                }
            }

            static (T Sum, T Max) Run(VectorWidth width, T[] x)
            {
                using var _ = Isa.Use(width);
                return (Reduce.Sum<T>(x), x.Length == 0 ? default : Reduce.Max<T>(x));
            }
        });

    // The order of additions, written out: chunks of 4096 joined pairwise, virtual lanes within a chunk, a tree over the lanes.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Sum_adds_in_the_documented_order<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int n in (IEnumerable<int>)[.. Lengths.All, 64, 127, 128, 129, 255, 1000, 8191, 8193, 12288, 12289, 20000])
        {
            var x = Inputs.Moderate<T>(n, n);
            Bits.AssertSame(Sum(x), Reduce.Sum<T>(x), $"the sum of {n}");
        }

        static T Sum(ReadOnlySpan<T> x)
        {
            if (x.Length > 4096)
            {
                int left = 4096;
                while (2 * left < x.Length)
                    left *= 2;
                return Sum(x[..left]) + Sum(x[left..]);
            }
            int block = typeof(T) == typeof(double) ? 8 : 16;
            var lanes = new T[x.Length <= block ? block : 4 * block];
            for (int i = 0; i < x.Length; i++)
                lanes[i % lanes.Length] += x[i];
            for (int half = lanes.Length / 2; half > 0; half /= 2)
                for (int lane = 0; lane < half; lane++)
                    lanes[lane] += lanes[lane + half];
            return lanes[0];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_span<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> buffer = new(4200);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (int n in (IEnumerable<int>)[.. Enumerable.Range(1, 300), 4095, 4096, 4097, 4161])
            {
                var x = buffer.Take(Inputs.Integers<T>(n, n, 9), atEnd);
                T sum = T.Zero;
                foreach (T v in x)
                    sum += v;
                Assert.Equal(sum, Reduce.Sum<T>(x));
                Assert.InRange(Reduce.Max<T>(x), -T.CreateTruncating(9), T.CreateTruncating(9));
            }
        }
    }
}
