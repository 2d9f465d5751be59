using System.Numerics;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>How results are compared: to the bit, or in units in the last place (ULP).</summary>
internal static class Bits
{
    /// <summary>Whether both have the same bits; any NaN is as good as any other, since processors differ in theirs.</summary>
    public static bool Same<T>(T a, T b) where T : IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(a) ? T.IsNaN(b) : a == b && T.IsNegative(a) == T.IsNegative(b);

    /// <summary>Fails unless all elements have the same bits.</summary>
    public static void AssertSame<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string context)
        where T : IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (!Same(expected[i], actual[i]))
                Assert.Fail($"{context}: element {i} of {expected.Length} is {actual[i]:R}, expected {expected[i]:R}");
    }

    /// <summary>Fails unless both numbers have the same bits.</summary>
    public static void AssertSame<T>(T expected, T actual, string context) where T : IBinaryFloatingPointIeee754<T> =>
        AssertSame<T>([expected], [actual], context);

    /// <summary>
    /// The distance of <paramref name="actual"/> from the real number that <paramref name="exact"/> stands for, in ULP of T at
    /// that number, or at <paramref name="floor"/> if that is larger. Infinite if only one is NaN, or if either rounds to an
    /// infinity and they differ.
    /// </summary>
    public static double ErrorInUlp<T>(double exact, T actual, double floor = 0) where T : IBinaryFloatingPointIeee754<T>
    {
        double ulp = Ulp<T>(Math.Max(Math.Abs(exact), floor));
        var rounded = T.CreateTruncating(exact);
        if (Same(rounded, actual))
            return T.IsFinite(actual) ? Math.Abs(double.CreateTruncating(actual) - exact) / ulp : 0;
        return T.IsFinite(rounded) && T.IsFinite(actual)
            ? Math.Abs(double.CreateTruncating(actual) - exact) / ulp
            : double.PositiveInfinity;
    }

    /// <summary>The distance of two neighbors in T at a finite x.</summary>
    public static double Ulp<T>(double x)
    {
        var (digits, minExponent) = typeof(T) == typeof(double) ? (52, -1022) : (23, -126);
        int exponent = x == 0 ? minExponent : Math.Max(minExponent, Math.ILogB(x));
        return Math.ScaleB(1, exponent - digits);
    }

    /// <summary>Half an ULP of 1: the largest relative error of one rounding.</summary>
    public static double UnitRoundoff<T>() => Ulp<T>(1) / 2;
}
