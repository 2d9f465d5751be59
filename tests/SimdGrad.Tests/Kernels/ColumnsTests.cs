using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class ColumnsTests
{
    // Around panels of 64 rows, one and several.
    private static readonly int[] s_rows = [0, 1, 2, 7, 63, 64, 65, 128, 129, 513];

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    // Rows are added in order within panels of 64, and panels pairwise: the same bits then at every width.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Sums_are_added_in_the_documented_order<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        foreach (int rows in s_rows)
        {
            foreach (int columns in (int[])[0, 1, 3, 4, 8, 15, 16, 17, 31, 33, 65])
            {
                var (x, old) = (Inputs.Moderate<T>(rows * columns, rows), Inputs.Moderate<T>(columns, 1));
                foreach (bool accumulate in (bool[])[false, true])
                {
                    T[] y = [.. old];
                    Columns.Sum<T>(x, columns, y, accumulate);
                    for (int j = 0; j < columns; j++)
                    {
                        T sum = Sum<T>([.. Enumerable.Range(0, rows).Select(i => x[i * columns + j])]);
                        Bits.AssertSame(accumulate ? old[j] + sum : sum, y[j], $"column {j} of {rows}x{columns}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(3 * Lengths.Short), y = new(Lengths.Short);
        foreach (bool atEnd in (bool[])[true, false])
            for (int columns = 1; columns <= Lengths.Short; columns++)
                foreach (bool accumulate in (bool[])[false, true])
                    Columns.Sum<T>(x.Take(3 * columns, atEnd), columns, y.Take(columns, atEnd), accumulate);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_errors()
    {
        var x = new float[6];
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => Columns.Sum<float>(x, -1, []));
        Assert.Throws<ArgumentException>(() => Columns.Sum<float>(x, 4, new float[4]));
        Assert.Throws<ArgumentException>(() => Columns.Sum<float>(x, 3, new float[2]));
        Assert.Throws<ArgumentException>(() => Columns.Sum<float>(x, 0, []));
        Assert.Throws<ArgumentException>(() => Columns.Sum<float>(x, 3, x.AsSpan(0, 3)));
        Assert.All(x, v => Assert.Equal(0, v));
    }

    /// <summary>The sum of a column in the documented order.</summary>
    internal static T Sum<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > 64)
        {
            int upper = 64;
            while (2 * upper < x.Length)
                upper *= 2;
            return Sum(x[..upper]) + Sum(x[upper..]);
        }
        T sum = T.Zero;
        foreach (T v in x)
            sum += v;
        return sum;
    }
}
