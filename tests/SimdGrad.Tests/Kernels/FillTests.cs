using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class FillTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_is_stored_or_added_everywhere_and_nowhere_else<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> buffer = new(Lengths.Short);
        foreach (T value in (T[])[T.CreateTruncating(0.3), -T.Zero, T.NaN, T.MaxValue])
        {
            foreach (bool atEnd in (bool[])[true, false])
            {
                for (int n = 0; n <= Lengths.Short; n++)
                {
                    var old = Inputs.Wild<T>(n, n);
                    var y = buffer.Take(old, atEnd);
                    Fill.Run(value, y, accumulate: true);
                    Bits.AssertSame<T>([.. old.Select(v => v + value)], y, $"y + {value}");
                    Fill.Run(value, y);
                    Bits.AssertSame<T>([.. old.Select(_ => value)], y, $"{value}");
                }
            }
        }
    }
}
