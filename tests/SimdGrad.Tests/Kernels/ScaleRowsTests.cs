using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class ScaleRowsTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_row_is_multiplied_or_added<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> bufferA = new(100), bufferX = new(300), bufferY = new(300);
        foreach (var (rows, columns) in
            (IEnumerable<(int, int)>)[(0, 0), (3, 0), (1, 1), (3, 2), (3, 67), .. Enumerable.Range(2, 70).Select(n => (n, 1))])
        {
            foreach (bool atEnd in (bool[])[true, false])
            {
                int n = rows * columns;
                var alpha = bufferA.Take(Inputs.Moderate<T>(rows, 1), atEnd);
                var x = bufferX.Take(Inputs.Moderate<T>(n, 2), atEnd);
                var before = Inputs.Moderate<T>(n, 3);
                var y = bufferY.Take(before, atEnd);
                ScaleRows.Run<T>(alpha, x, y, accumulate: true);
                for (int i = 0; i < n; i++)
                    Bits.AssertSame(T.FusedMultiplyAdd(alpha[i / columns], x[i], before[i]), y[i], $"sum {i} of {n}");
                ScaleRows.Run<T>(alpha, x, y);
                for (int i = 0; i < n; i++)
                    Bits.AssertSame(alpha[i / columns] * x[i], y[i], $"product {i} of {n}");
            }
        }
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_errors()
    {
        float[] x = new float[6], alpha = new float[3];
        Assert.Throws<ArgumentException>("y", () => ScaleRows.Run<float>(alpha, x, new float[5]));
        Assert.Throws<ArgumentException>("x", () => ScaleRows.Run<float>(new float[4], x, new float[6]));
        Assert.Throws<ArgumentException>("x", () => ScaleRows.Run<float>([], x, new float[6]));
        Assert.Throws<ArgumentException>("y", () => ScaleRows.Run<float>(alpha, x.AsSpan(0, 3), x.AsSpan(1, 3)));
        Assert.Throws<ArgumentException>(() => ScaleRows.Run<float>(x.AsSpan(0, 3), x, x));
    }
}
