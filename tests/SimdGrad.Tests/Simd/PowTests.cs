using System.Numerics;
using System.Reflection;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class PowTests
{
    private static readonly double s_maxUlp =
        typeof(VecMath).GetMethod(nameof(VecMath.Pow))!.GetCustomAttribute<MaxUlpAttribute>()!.Ulp;

    public static TheoryData<object, object> Kinds => VecKinds.All;

    // Zeros, denormals, infinities, NaN, odd and even integers, halves, both signs, each with each.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Special_cases_are_those_of_the_runtime<V, T>(V _1, T _2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] specials =
        [
            .. Lanes.Specials<T>(), T.CreateChecked(3), T.CreateChecked(-3), T.CreateChecked(-1.5), T.CreateChecked(0.25),
            T.CreateChecked(1 << 24), T.CreateChecked((1 << 24) - 1), T.CreateChecked(1 - (1 << 24)), T.CreateChecked(-65536),
        ];
        foreach (var x in specials)
        {
            foreach (var y in specials)
            {
                var actual = Lanes.ToArray<V, T>(VecMath.Pow(V.Splat(x), V.Splat(y)))[0];
                double expected = Math.Pow(double.CreateChecked(x), double.CreateChecked(y));
                double error = Bits.ErrorInUlp(expected, actual);
                bool same = double.IsNaN(expected)
                    ? T.IsNaN(actual)
                    : error <= s_maxUlp + 1 && T.IsNegative(actual) == double.IsNegative(expected);
                Assert.True(same, $"pow({x:R}, {y:R}) = {actual:R}, expected {expected:R}");
            }
        }
    }

    [Fact]
    public void Floats_are_within_the_bound_and_equal_at_every_width()
    {
        int n = SampleCount.Of(1 << 20);
        float[] x = new float[n], y = new float[n], power = new float[n], narrow = new float[n];
        for (int i = 0; i < n; i++)
            (x[i], y[i]) = Pair(i) is var (a, b) ? ((float)a, (float)b) : default;
        double[] exact = new double[n], wideX = [.. x.Select(v => (double)v)], wideY = [.. y.Select(v => (double)v)];
        Run<Vec512<float>, float>(x, y, power);
        Run<Vec512<double>, double>(wideX, wideY, exact);
        for (int i = 0; i < n; i++)
        {
            double error = Bits.ErrorInUlp(exact[i], power[i]);
            if (!(error <= s_maxUlp))
                Assert.Fail($"pow({x[i]:R}, {y[i]:R}) = {power[i]:R} is off by {error} ULP from {exact[i]:R}");
        }
        Run<Vec256<float>, float>(x, y, narrow);
        Bits.AssertSame<float>(power, narrow, "256 bits");
        Run<Vec128<float>, float>(x, y, narrow);
        Bits.AssertSame<float>(power, narrow, "128 bits");
    }

    [Fact]
    public void Doubles_are_within_the_bound_and_equal_at_every_width()
    {
        int n = SampleCount.Of(768);
        double[] x = new double[n], y = new double[n], power = new double[n], narrow = new double[n];
        for (int i = 0; i < n; i++)
            (x[i], y[i]) = Pair(i);
        Run<Vec512<double>, double>(x, y, power);
        for (int i = 0; i < n; i++)
        {
            double error = HighPrecision.ErrorInUlp(HighPrecision.Pow(x[i], y[i]), power[i]);
            Assert.True(error <= s_maxUlp, $"pow({x[i]:R}, {y[i]:R}) = {power[i]:R} is off by {error} ULP");
        }
        Run<Vec256<double>, double>(x, y, narrow);
        Bits.AssertSame<double>(power, narrow, "256 bits");
        Run<Vec128<double>, double>(x, y, narrow);
        Bits.AssertSame<double>(power, narrow, "128 bits");
    }

    // A third near 1, with powers up to overflow and denormal results; a third of moderate numbers; a third over all scales. All
    // are floats.
    private static (double X, double Y) Pair(int i)
    {
        var random = new CounterRandom(11);
        double Signed(int k) => 2 * random.Uniform(8 * (ulong)i + (ulong)k) - 1;
        float x = i % 3 == 0 ? (float)(1 + Signed(0) * Math.ScaleB(1, (int)(12 * Signed(1)) - 12))
            : i % 3 == 1 ? (float)(4 * Math.Abs(Signed(0)))
            : (float)Math.Pow(10, 38 * Signed(0));
        if (x == 0)
            x = 1;
        float y = i % 5 == 0 ? (float)(8 * Signed(2)) : (float)(105 * Signed(2) / Math.Max(1e-6, Math.Abs(Math.Log(x))));
        return (x, y);
    }

    private static void Run<V, T>(T[] x, T[] y, T[] power) where V : struct, IVec<V, T> where T : unmanaged
    {
        for (int i = 0; i < x.Length; i += V.Count)
            V.Store(VecMath.Pow(V.Load(ref x[i]), V.Load(ref y[i])), ref power[i]);
    }
}
