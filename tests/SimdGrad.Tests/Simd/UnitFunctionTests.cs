using System.Numerics;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>Functions of a part of the numbers, for those who know that they have no others.</summary>
public class UnitFunctionTests
{
    public static TheoryData<object> Elements => [.. OpTypes.Elements];

    // Evenly over [0, 1], and evenly over its exponents; the ends, and denormals.
    [Theory]
    [MemberData(nameof(Elements))]
    public void They_are_what_they_stand_for<T>(T _1) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] units =
        [
            T.Zero, T.One, T.BitDecrement(T.One), T.Epsilon, T.NaN,
            .. Enumerable.Range(0, 20000).Select(i => T.CreateTruncating(i / 19999.0)),
            .. Enumerable.Range(0, 20000).Select(i => T.CreateTruncating(Math.ScaleB(1 + i / 20000.0, -(i % 130) - 1))),
        ];
        foreach (T x in units)
        {
            double exact = double.CreateTruncating(x);
            double sum = 1 + exact;
            double log1P = sum == 1 ? exact : Math.Log(sum) * exact / (sum - 1);
            Near(log1P, Vec128<T>.Zero + VecMath.Log1pOfUnit(Vec128<T>.Splat(x)), 2, $"log1p({x:R})");
        }
        foreach (T x in Inputs.Wild<T>(20000, 1).Select(x => -T.Abs(x)))
            Bits.AssertSame(
                First(VecMath.Exp(Vec128<T>.Splat(x))), First(VecMath.ExpOfNonPositive(Vec128<T>.Splat(x))), $"exp({x:R})");

        // The reference of a double takes steps of its own.
        static void Near(double exact, Vec128<T> actual, double ulps, string name)
        {
            if (!(Bits.ErrorInUlp(exact, First(actual)) <= ulps + (typeof(T) == typeof(double) ? 3.5 : 0)))
                Assert.Fail($"{name} is {First(actual):R}, expected {exact:R}");
        }
    }

    private static T First<T>(Vec128<T> x) where T : unmanaged
    {
        T result = default;
        Vec128<T>.StorePartial(x, ref result, 1);
        return result;
    }
}
