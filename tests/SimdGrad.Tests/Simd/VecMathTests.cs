using System.Numerics;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class VecMathTests
{
    private const int SweepChunk = 1 << 14;

    // Odd, so that every low bit pattern occurs; 2^32 / 1021 is a little over 2^22 inputs.
    private static readonly uint s_sweepStride = SampleCount.Stride(1021);

    public static TheoryData<object, object> Kinds => VecKinds.All;

    public static TheoryData<string> Functions => [.. ElementaryFunction.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Special_values<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var (zero, one, inf, nan, tiny) = (T.Zero, T.One, T.PositiveInfinity, T.NaN, T.Epsilon);
        var (max, min, half) = (T.MaxValue, T.MinValue, T.One / (T.One + T.One));
        AssertAt(VecMath.Exp, [(zero, one), (-zero, one), (inf, inf), (-inf, zero), (nan, nan), (tiny, one), (max, inf),
            (min, zero)]);
        AssertAt(VecMath.Expm1, [(zero, zero), (-zero, -zero), (inf, inf), (-inf, -one), (nan, nan), (tiny, tiny), (-tiny, -tiny),
            (max, inf), (min, -one)]);
        AssertAt(VecMath.Log, [(one, zero), (zero, -inf), (-zero, -inf), (-tiny, nan), (-one, nan), (-inf, nan), (inf, inf),
            (nan, nan)]);
        AssertAt(VecMath.Log1p, [(zero, zero), (-zero, -zero), (-one, -inf), (T.BitDecrement(-one), nan), (-inf, nan), (min, nan),
            (inf, inf), (nan, nan), (tiny, tiny), (-tiny, -tiny)]);
        AssertAt(VecMath.Tanh, [(zero, zero), (-zero, -zero), (inf, one), (-inf, -one), (nan, nan), (tiny, tiny), (-tiny, -tiny),
            (max, one), (min, -one)]);
        AssertAt(VecMath.Erf, [(zero, zero), (-zero, -zero), (inf, one), (-inf, -one), (nan, nan), (tiny, tiny), (-tiny, -tiny),
            (max, one), (min, -one)]);
        AssertAt(VecMath.NormalCdf, [(zero, half), (-zero, half), (inf, one), (-inf, zero), (nan, nan), (tiny, half), (max, one),
            (min, zero)]);
        AssertAt(VecMath.Sigmoid, [(zero, half), (-zero, half), (inf, one), (-inf, zero), (nan, nan), (tiny, half), (max, one),
            (min, zero)]);
        AssertAt(VecMath.Sin, [(zero, zero), (-zero, -zero), (inf, nan), (-inf, nan), (nan, nan), (tiny, tiny), (-tiny, -tiny)]);
        AssertAt(VecMath.Cos, [(zero, one), (-zero, one), (inf, nan), (-inf, nan), (nan, nan), (tiny, one), (-tiny, one)]);

        static void AssertAt(Func<V, V> function, (T X, T Y)[] cases)
        {
            foreach (var (x, y) in cases)
                foreach (var lane in Lanes.ToArray<V, T>(function(V.Splat(x))))
                    Lanes.AssertSame(y, lane, $"{function.Method.Name}({x:R})");
        }
    }

    // Lanes that take the slow path next to lanes that do not.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Large_angles_do_not_disturb_their_neighbors<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] x = [.. Enumerable.Range(0, V.Count).Select(i => T.CreateTruncating(i % 2 == 0 ? i + 1 : Math.ScaleB(-i, 100)))];
        var (sin, cos) = (Lanes.ToArray<V, T>(VecMath.Sin(V.Load(ref x[0]))), Lanes.ToArray<V, T>(VecMath.Cos(V.Load(ref x[0]))));
        for (int i = 0; i < x.Length; i++)
        {
            Lanes.AssertSame(Lanes.ToArray<V, T>(VecMath.Sin(V.Splat(x[i])))[0], sin[i], $"sin({x[i]:R})");
            Lanes.AssertSame(Lanes.ToArray<V, T>(VecMath.Cos(V.Splat(x[i])))[0], cos[i], $"cos({x[i]:R})");
        }
    }

    // The double form errs by less than 1e-8 ULP of a float (which the next test shows): it stands for the exact value.
    [Theory]
    [MemberData(nameof(Functions))]
    public void Floats_are_within_the_bound_and_equal_at_every_width(string name)
    {
        var function = ElementaryFunction.All.Single(f => f.Name == name);
        float[] x = new float[SweepChunk], y = new float[SweepChunk], narrow = new float[SweepChunk];
        double[] wide = new double[SweepChunk], exact = new double[SweepChunk];
        for (ulong bits = 0; bits <= uint.MaxValue;)
        {
            for (int i = 0; i < x.Length; i++, bits += s_sweepStride)
                wide[i] = x[i] = BitConverter.UInt32BitsToSingle((uint)bits);
            Run(function.On<Vec512<float>>(), x, y);
            Run(function.On<Vec512<double>>(), wide, exact);
            for (int i = 0; i < x.Length; i++)
            {
                double error = ErrorInUlp(exact[i], y[i]);
                if (!(error <= function.MaxUlp))
                    Assert.Fail($"{name}({x[i]:R}) = {y[i]:R} is off by {error} ULP from {exact[i]:R}");
            }
            Run(function.On<Vec256<float>>(), x, narrow);
            AssertEqualBits(name, x, y, narrow);
            Run(function.On<Vec128<float>>(), x, narrow);
            AssertEqualBits(name, x, y, narrow);
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Doubles_are_within_the_bound_and_equal_at_every_width(string name)
    {
        var function = ElementaryFunction.All.Single(f => f.Name == name);
        double[] x = function.Sample(SampleCount.Of(768), 7), y = new double[x.Length], narrow = new double[x.Length];
        Run(function.On<Vec512<double>>(), x, y);
        for (int i = 0; i < x.Length; i++)
        {
            double error = HighPrecision.ErrorInUlp(function.Exact(x[i]), y[i]);
            Assert.True(error <= function.MaxUlp, $"{name}({x[i]:R}) = {y[i]:R} is off by {error} ULP");
        }
        Run(function.On<Vec256<double>>(), x, narrow);
        AssertEqualBits(name, x, y, narrow);
        Run(function.On<Vec128<double>>(), x, narrow);
        AssertEqualBits(name, x, y, narrow);
    }

    private static void AssertEqualBits<T>(string name, T[] x, T[] expected, T[] actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (expected[i] != actual[i] || T.IsNegative(expected[i]) != T.IsNegative(actual[i]))
                Lanes.AssertSame(expected[i], actual[i], $"{name}({x[i]:R})");
        }
    }

    private static void Run<V, T>(Func<V, V> function, T[] x, T[] y) where V : struct, IVec<V, T> where T : unmanaged
    {
        for (int i = 0; i < x.Length; i += V.Count)
            V.Store(function(V.Load(ref x[i])), ref y[i]);
    }

    private static double ErrorInUlp(double exact, float actual)
    {
        float nearest = (float)exact;
        if (!float.IsFinite(nearest) || !float.IsFinite(actual))
            return nearest.Equals(actual) ? 0 : double.PositiveInfinity;
        int exponent = exact == 0 ? -149 : Math.Max(Math.ILogB(exact) - 23, -149);
        return Math.Abs(actual - exact) * Math.ScaleB(1, -exponent);
    }
}
