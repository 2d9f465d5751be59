using System.Globalization;
using SimdGrad.Tests.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// Measures the error of functions. The double form is held against arithmetic with 320 bits, on a sample; the float form against
/// the double form, whose error of a few ULP is 1e-8 ULP of a float.
/// </summary>
internal static class AccuracySweep
{
    private const int Chunk = 1 << 14;

    // Odd, so that every low bit pattern of a float occurs.
    private const uint SampleStride = 1021;

    private const int Doubles = 4096;

    /// <summary>The float form, over all 2^32 inputs or one in 1021.</summary>
    public static AccuracyRow Singles(AccuracyCase function, bool all)
    {
        uint stride = all ? 1 : SampleStride;
        long chunks = ((1L << 32) / stride + Chunk - 1) / Chunk;
        var worst = (Ulp: -1.0, X: 0f, Y: 0f, Exact: 0.0);
        var gate = new Lock();
        Parallel.For(
            0L, chunks, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (X: new float[Chunk], Y: new float[Chunk], Wide: new double[Chunk], Exact: new double[Chunk], Worst: worst),
            (chunk, _, state) =>
            {
                var (x, y, wide, exact, local) = state;
                for (int i = 0; i < Chunk; i++)
                    wide[i] = x[i] = BitConverter.UInt32BitsToSingle((uint)((chunk * Chunk + i) * stride));
                function.Run(x, y);
                function.Run(wide, exact);
                for (int i = 0; i < Chunk; i++)
                {
                    double ulp = ErrorInUlp(exact[i], y[i]);
                    if (!(ulp <= local.Ulp))
                        local = (ulp, x[i], y[i], exact[i]);
                }
                return (x, y, wide, exact, local);
            },
            state =>
            {
                lock (gate)
                {
                    if (state.Worst.Ulp > worst.Ulp)
                        worst = state.Worst;
                }
            });
        return new AccuracyRow(
            function.Name, "float", chunks * Chunk, worst.Ulp, function.MaxUlp, Text(worst.X), Text(worst.Y), Text(worst.Exact));
    }

    /// <summary>The double form, over a sample.</summary>
    public static AccuracyRow DoublesSample(AccuracyCase function)
    {
        double[] x = function.Sample(Doubles), y = new double[Doubles], ulps = new double[Doubles];
        function.Run(x, y);
        Parallel.For(0, Doubles, i => ulps[i] = HighPrecision.ErrorInUlp(function.Exact(x[i]), y[i]));
        int worst = Array.IndexOf(ulps, ulps.Max());
        return new AccuracyRow(
            function.Name, "double", Doubles, ulps[worst], function.MaxUlp, Text(x[worst]), Text(y[worst]),
            Text(function.Exact(x[worst]).ToDouble()));
    }

    /// <summary>The error in ULP of the exact result as a float; NaN for NaN is none.</summary>
    internal static double ErrorInUlp(double exact, float actual)
    {
        float nearest = (float)exact;
        if (!float.IsFinite(nearest) || !float.IsFinite(actual))
            return nearest.Equals(actual) ? 0 : double.PositiveInfinity;
        int exponent = (int)(BitConverter.DoubleToUInt64Bits(exact) >> 52 & 0x7FF) - 1023;
        int ulp = Math.Max(exponent - 23, -149);
        return Math.Abs(actual - exact) * BitConverter.UInt64BitsToDouble((ulong)(1023 - ulp) << 52);
    }

    private static string Text(float x) => x.ToString("G9", CultureInfo.InvariantCulture);

    private static string Text(double x) => x.ToString("G17", CultureInfo.InvariantCulture);
}
