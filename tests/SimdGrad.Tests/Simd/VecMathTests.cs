using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class VecMathTests
{
    private const int SweepChunk = 1 << 16;

    // Odd, so that every low bit pattern occurs; 2^32 / 1021 is a little over 2^22 inputs.
    private static readonly uint s_sweepStride = SampleCount.Stride(1021);

    private interface IFunction
    {
        static abstract V Of<V>(V x) where V : struct, IVec<V>;
    }

    public static TheoryData<object, object> Kinds => VecKinds.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Special_values<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var (zero, one, inf, nan, tiny) = (T.Zero, T.One, T.PositiveInfinity, T.NaN, T.Epsilon);
        Assert<Exp>([(zero, one), (-zero, one), (inf, inf), (-inf, zero), (nan, nan), (tiny, one),
            (T.MaxValue, inf), (T.MinValue, zero)]);
        Assert<Log>([(one, zero), (zero, -inf), (-zero, -inf), (-tiny, nan), (-one, nan), (-inf, nan), (inf, inf), (nan, nan)]);
        Assert<Log1p>([(zero, zero), (-zero, -zero), (-one, -inf), (T.BitDecrement(-one), nan), (-inf, nan), (T.MinValue, nan),
            (inf, inf), (nan, nan), (tiny, tiny), (-tiny, -tiny)]);
        Assert<Tanh>([(zero, zero), (-zero, -zero), (inf, one), (-inf, -one), (nan, nan), (tiny, tiny), (-tiny, -tiny),
            (T.MaxValue, one), (T.MinValue, -one)]);

        static void Assert<F>((T X, T Y)[] cases) where F : struct, IFunction
        {
            foreach (var (x, y) in cases)
                foreach (var lane in Lanes.ToArray<V, T>(F.Of(V.Splat(x))))
                    Lanes.AssertSame(y, lane, $"{typeof(F).Name}({x:R})");
        }
    }

    // The double result of the BCL errs by less than 1e-8 ULP of a float: it stands for the exact value.
    [Fact]
    public void Exp_of_floats_is_within_1_ulp_and_equal_at_every_width() => Sweep<Exp>(Math.Exp, 1);

    [Fact]
    public void Log_of_floats_is_within_1_ulp_and_equal_at_every_width() => Sweep<Log>(Math.Log, 1);

    // For floats above 2^-29 in size, 1 + x is exact in double; below, two terms of the series are.
    [Fact]
    public void Log1p_of_floats_is_within_2_ulp_and_equal_at_every_width() =>
        Sweep<Log1p>(x => Math.Abs(x) < 1.0 / (1 << 29) ? x - x * x / 2 : Math.Log(1 + x), 2);

    [Fact]
    public void Tanh_of_floats_is_within_2_ulp_and_equal_at_every_width() => Sweep<Tanh>(Math.Tanh, 2);

    [Fact]
    public void Exp_of_doubles_is_within_1_ulp() => CheckDoubles<Exp>(HighPrecision.ExpError, 1, x => true, 745, 1);

    [Fact]
    public void Log_of_doubles_is_within_1_ulp() => CheckDoubles<Log>(HighPrecision.LogError, 1, x => x > 0 && x != 1, 1e308, 2);

    [Fact]
    public void Log1p_of_doubles_is_within_2_ulp() =>
        CheckDoubles<Log1p>(HighPrecision.Log1pError, 2, x => x > -1 && x != 0, 1e15, 1);

    [Fact]
    public void Tanh_of_doubles_is_within_2_ulp() => CheckDoubles<Tanh>(HighPrecision.TanhError, 2, x => x != 0, 25, 1);

    private static void Sweep<F>(Func<double, double> reference, double bound) where F : struct, IFunction
    {
        float[] x = new float[SweepChunk], y = new float[SweepChunk], narrow = new float[SweepChunk];
        for (var bits = 0UL; bits <= uint.MaxValue;)
        {
            for (var i = 0; i < x.Length; i++, bits += s_sweepStride)
                x[i] = BitConverter.UInt32BitsToSingle((uint)bits);
            Run<F, Vec512<float>, float>(x, y);
            for (var i = 0; i < x.Length; i++)
            {
                var error = ErrorInUlp(reference(x[i]), y[i]);
                if (!(error <= bound))
                    Assert.Fail($"{typeof(F).Name}({x[i]:R}) = {y[i]:R} is off by {error} ULP from {reference(x[i]):R}");
            }
            AssertEqualBits<F, Vec256<float>, float>(x, y, narrow);
            AssertEqualBits<F, Vec128<float>, float>(x, y, narrow);
        }
    }

    // Half of the inputs are spread over the scales between 1 / limit and limit, and around 1 and below; the other half
    // evenly over [-span, span], where the polynomials work.
    private static void CheckDoubles<F>(
        Func<double, double, double> errorInUlp, double bound, Func<double, bool> domain, double limit, double span)
        where F : struct, IFunction
    {
#pragma warning disable CA5394 // Not a secret.
        var random = new Random(7);
        double Scaled() => Math.Pow(limit, 2 * random.NextDouble() - 1) * (random.NextDouble() * 2 - 1);
        double[] x =
        [
            .. Enumerable.Range(0, 2048).Select(_ => Scaled()).Where(domain),
            .. Enumerable.Range(0, 2048).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, -random.Next(60))).Where(domain),
            .. Enumerable.Range(0, 4096).Select(_ => span * (random.NextDouble() * 2 - 1)).Where(domain),
        ];
#pragma warning restore CA5394
        Array.Resize(ref x, x.Length / Vec512<double>.Count * Vec512<double>.Count);
        double[] y = new double[x.Length], narrow = new double[x.Length];
        Run<F, Vec512<double>, double>(x, y);
        for (var i = 0; i < x.Length; i++)
        {
            var error = errorInUlp(x[i], y[i]);
            Assert.True(error <= bound, $"{typeof(F).Name}({x[i]:R}) = {y[i]:R} is off by {error} ULP");
        }
        AssertEqualBits<F, Vec256<double>, double>(x, y, narrow);
        AssertEqualBits<F, Vec128<double>, double>(x, y, narrow);
    }

    private static void AssertEqualBits<F, V, T>(T[] x, T[] expected, T[] actual)
        where F : struct, IFunction
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Run<F, V, T>(x, actual);
        for (var i = 0; i < x.Length; i++)
        {
            if (expected[i] != actual[i] || T.IsNegative(expected[i]) != T.IsNegative(actual[i]))
                Lanes.AssertSame(expected[i], actual[i], $"{typeof(F).Name}({x[i]:R}) on {typeof(V).Name}");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<F, V, T>(T[] x, T[] y)
        where F : struct, IFunction
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (var i = 0; i < x.Length; i += V.Count)
            V.Store(F.Of(V.Load(ref x[i])), ref y[i]);
    }

    private static double ErrorInUlp(double exact, float actual)
    {
        var nearest = (float)exact;
        if (!float.IsFinite(nearest) || !float.IsFinite(actual))
            return nearest.Equals(actual) ? 0 : double.PositiveInfinity;
        var exponent = exact == 0 ? -149 : Math.Max(Math.ILogB(exact) - 23, -149);
        return Math.Abs(actual - exact) * Math.ScaleB(1, -exponent);
    }

    private readonly struct Exp : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x) where V : struct, IVec<V> => VecMath.Exp(x);
    }

    private readonly struct Log : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x) where V : struct, IVec<V> => VecMath.Log(x);
    }

    private readonly struct Log1p : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x) where V : struct, IVec<V> => VecMath.Log1p(x);
    }

    private readonly struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x) where V : struct, IVec<V> => VecMath.Tanh(x);
    }
}
