using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class AxpyTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_are_rounded_once<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        T[] factors = [T.CreateTruncating(0.3), T.One, T.Zero, -T.One, T.PositiveInfinity, T.NaN, T.MaxValue, T.Epsilon];
        for (int n = 0; n <= Lengths.Short; n++)
        {
            foreach (T alpha in factors)
            {
                var (x, old) = (Inputs.Wild<T>(n, n), Inputs.Wild<T>(n, n + 1));
                T[] y = [.. old], sum = [.. old], inPlace = [.. x];
                Axpy.Run<T>(alpha, x, y);
                Bits.AssertSame<T>([.. x.Select(v => alpha * v)], y, $"{alpha} x");
                Axpy.Run<T>(alpha, inPlace, inPlace);
                Bits.AssertSame<T>(y, inPlace, $"{alpha} x in place");
                Axpy.Run<T>(alpha, x, sum, accumulate: true);
                Bits.AssertSame<T>([.. x.Zip(old, (a, b) => T.FusedMultiplyAdd(alpha, a, b))], sum, $"{alpha} x + y");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(Lengths.Short), y = new(Lengths.Short);
        foreach (bool atEnd in (bool[])[true, false])
            for (int n = 0; n <= Lengths.Short; n++)
                foreach (bool accumulate in (bool[])[false, true])
                    Axpy.Run<T>(T.One, x.Take(n, atEnd), y.Take(n, atEnd), accumulate);
    }

    [Fact]
    public void Spans_that_do_not_fit_are_errors()
    {
        float[] x = [1, 2, 3];
        Assert.Throws<ArgumentException>(() => Axpy.Run(2, x, new float[2]));
        Assert.Throws<ArgumentException>(() => Axpy.Run(2, x.AsSpan(0, 2), x.AsSpan(1, 2)));
        Assert.Equal([1, 2, 3], x);
    }
}
