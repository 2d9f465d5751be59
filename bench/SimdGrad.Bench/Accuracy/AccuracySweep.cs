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

    // Where float ends: an infinite result counts as this.
    private const double Overflow = 3.4028236692093846e38;

    /// <summary>The float form, over all 2^32 inputs or one in 1021.</summary>
    public static AccuracyRow Singles(AccuracyCase function, bool all)
    {
        uint stride = all ? 1 : SampleStride;
        long chunks = ((1L << 32) / stride + Chunk - 1) / Chunk;
        var worst = (Ulp: -1.0, X: 0f, Y: 0f, Exact: 0.0);
        var gate = new Lock();
        Parallel.For(
            0L, chunks, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (X: new float[Chunk], Y: new float[Chunk], Exact: new double[Chunk], Floors: new double[Chunk], Worst: worst),
            (chunk, _, state) =>
            {
                var (x, y, exact, floors, local) = state;
                for (int i = 0; i < Chunk; i++)
                    x[i] = BitConverter.UInt32BitsToSingle((uint)((chunk * Chunk + i) * stride));
                function.Evaluate(x, y, exact, floors);
                for (int i = 0; i < Chunk; i++)
                {
                    // The nearest float errs by half an ULP at most.
                    if (local.Ulp >= 0.5 && y[i] == (float)exact[i])
                        continue;
                    double ulp = ErrorInUlp(exact[i], y[i], floors[i]);
                    if (!(ulp <= local.Ulp))
                        local = (ulp, x[i], y[i], exact[i]);
                }
                return (x, y, exact, floors, local);
            },
            state =>
            {
                lock (gate)
                {
                    if (state.Worst.Ulp > worst.Ulp)
                        worst = state.Worst;
                }
            });
        return Row(function, "float", chunks * Chunk, worst.Ulp, Text(worst.X), Text(worst.Y), Text(worst.Exact));
    }

    /// <summary>The double form, over a sample.</summary>
    public static AccuracyRow DoublesSample(ElementaryAccuracy function)
    {
        double[] x = function.Sample(Doubles), y = new double[Doubles], ulps = new double[Doubles];
        function.Run(x, y);
        Parallel.For(0, Doubles, i => ulps[i] = HighPrecision.ErrorInUlp(function.Exact(x[i]), y[i]));
        int worst = Array.IndexOf(ulps, ulps.Max());
        return Row(
            function, "double", Doubles, ulps[worst], Text(x[worst]), Text(y[worst]), Text(function.Exact(x[worst]).ToDouble()));
    }

    /// <summary>The error in ULP of the exact result as a float, or of what is larger; NaN for NaN is none.</summary>
    internal static double ErrorInUlp(double exact, float actual, double floor = 0)
    {
        if (double.IsNaN(exact) || float.IsNaN(actual))
            return double.IsNaN(exact) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        exact = Math.Clamp(exact, -Overflow, Overflow);
        double size = Math.Max(Math.Abs(exact), floor);
        int exponent = Math.Min((int)(BitConverter.DoubleToUInt64Bits(size) >> 52) - 1023, 127);
        int ulp = Math.Max(exponent - 23, -149);
        double error = Math.Abs(Math.Clamp(actual, -Overflow, Overflow) - exact);
        return error * BitConverter.UInt64BitsToDouble((ulong)(1023 - ulp) << 52);
    }

    private static AccuracyRow Row(
        AccuracyCase function, string type, long inputs, double ulp, string at, string got, string expected) => new(
            function.Name, function.Kind, type, inputs, ulp, function.Bound.MaxUlp, $"{function.Bound}", at, got,
            expected, DateOnly.FromDateTime(DateTime.UtcNow));

    private static string Text(float x) => x.ToString("G9", CultureInfo.InvariantCulture);

    private static string Text(double x) => x.ToString("G17", CultureInfo.InvariantCulture);
}
