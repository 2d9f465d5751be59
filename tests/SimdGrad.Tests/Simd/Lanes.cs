using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>Inputs for vector operations, and their comparison lane by lane with scalar arithmetic.</summary>
internal static class Lanes
{
    /// <summary>Zeros, denormals, the ends of the range, infinities, NaN, ties of rounding and where integers begin.</summary>
    public static T[] Specials<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var digits = typeof(T) == typeof(double) ? 52 : 23;
        var minNormal = T.ScaleB(T.One, typeof(T) == typeof(double) ? -1022 : -126);
        var two = T.One + T.One;
        T[] positive =
        [
            T.Zero, T.Epsilon, T.Epsilon * (two + T.One), T.BitDecrement(minNormal), minNormal, T.One / two,
            T.BitDecrement(T.One / two), T.One, T.BitIncrement(T.One), T.One + T.One / two, two, two + T.One / two,
            T.ScaleB(T.One, digits - 1) + T.One / two,
            T.ScaleB(T.One, digits) + T.One, T.ScaleB(T.One, digits + 1), T.MaxValue, T.PositiveInfinity, T.NaN,
        ];
        return [.. positive, .. positive.Select(x => -x)];
    }

    /// <summary>Random bits: every exponent is as likely as any other.</summary>
    public static T[] RandomBits<T>(int count, int seed) where T : unmanaged
    {
        var values = new T[count];
#pragma warning disable CA5394 // Not a secret.
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
#pragma warning restore CA5394
        return values;
    }

    /// <summary>Runs <paramref name="actual"/> on whole vectors and <paramref name="expected"/> on each element.</summary>
    public static void Check<V, T>(Func<V, V, V, V> actual, Func<T, T, T, T> expected, T[] a, T[] b, T[] c)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < a.Length; i += V.Count)
        {
            var n = Math.Min(V.Count, a.Length - i);
            var result = ToArray<V, T>(actual(Vector<V, T>(a, i, n), Vector<V, T>(b, i, n), Vector<V, T>(c, i, n)));
            for (var k = 0; k < n; k++)
                AssertSame(expected(a[i + k], b[i + k], c[i + k]), result[k], $"of ({a[i + k]:R}, {b[i + k]:R}, {c[i + k]:R})");
        }
    }

    /// <summary>The lanes of <paramref name="x"/>.</summary>
    public static T[] ToArray<V, T>(V x) where V : struct, IVec<V, T> where T : unmanaged
    {
        var lanes = new T[V.Count];
        V.Store(x, ref lanes[0]);
        return lanes;
    }

    /// <summary>Equal to the bit, or both NaN.</summary>
    public static void AssertSame<T>(T expected, T actual, string context) where T : IBinaryFloatingPointIeee754<T>
    {
        if (!Bits.Same(expected, actual))
            Assert.Fail($"{context}: expected {expected:R}, got {actual:R}");
    }

    private static V Vector<V, T>(T[] source, int start, int count) where V : struct, IVec<V, T> where T : unmanaged
    {
        var lanes = new T[V.Count];
        Array.Copy(source, start, lanes, 0, count);
        return V.Load(ref lanes[0]);
    }
}
