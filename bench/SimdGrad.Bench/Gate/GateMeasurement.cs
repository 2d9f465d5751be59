using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>Measures kernels as fractions of the processor's yardsticks, each sample next to one of the yardstick.</summary>
internal static class GateMeasurement
{
    private const int Samples = 41;
    private const double SampleSeconds = 5e-4;

    /// <summary>The fraction of the yardstick that each kernel reaches on one thread, by width and name.</summary>
    /// <param name="slow">The kernel to slow down by a third, null for none.</param>
    public static Dictionary<string, Dictionary<string, double>> Run(string? slow)
    {
        Parallelism.MaxThreads = 1;
        var result = new Dictionary<string, Dictionary<string, double>>();
        var widest = Isa.Current;
        // The narrower one would otherwise never be watched on processors that have 512 bits.
        VectorWidth[] widths = widest == VectorWidth.V512 ? [VectorWidth.V512, VectorWidth.V256] : [widest];
        foreach (var width in widths)
        {
            using var scope = Isa.Use(width);
            using var kernels = new GateKernels(all: width == widest);
            Timing.SettleTiers([.. kernels.All.SelectMany(kernel => (Action[])[kernel.Run, () => kernel.Yardstick()])]);
            var ratios = result[width.ToString().ToLowerInvariant()] = [];
            foreach (var kernel in kernels.All)
            {
                ratios.Add(kernel.Name, Ratio(kernel, kernel.Name == slow));
                Console.Error.Write('.');
            }
        }
        Console.Error.WriteLine();
        return result;
    }

    // What else runs on the machine only ever takes speed away, here or from a yardstick. So the faster of the yardsticks before
    // and after a sample counts, and of the samples the upper quartile, which is steady where the median no longer is.
    private static double Ratio(GateKernel kernel, bool slow)
    {
        int calls = Timing.CallsFor(kernel.Run, SampleSeconds);
        int thirds = (calls + 2) / 3;
        var ratios = new List<double>();
        double before = kernel.Yardstick();
        for (int i = 0; i < Samples; i++)
        {
            // Slowed down, it makes four calls for the work of three.
            double seconds = slow
                ? Timing.Seconds(kernel.Run, 4 * thirds) * 4 / 3
                : Timing.Seconds(kernel.Run, calls);
            double after = kernel.Yardstick();
            ratios.Add(kernel.Work / seconds / Math.Max(before, after));
            before = after;
        }
        return ratios.Order().ElementAt(Samples * 3 / 4);
    }
}
