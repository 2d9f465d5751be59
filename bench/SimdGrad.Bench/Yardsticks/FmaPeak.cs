using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// The yardstick of the matrix product: fused multiply-adds on registers alone, as many as the processor can do.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Iterations = 20_000;

    /// <summary>
    /// One measurement of the current vector width, in GFLOP/s of one thread; takes about a tenth of a millisecond.
    /// </summary>
    public static double Measure<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long flops = 0;
        double seconds = Timing.Seconds(() => flops = Run<T>(), 1);
        return flops / seconds * 1e-9;
    }

    /// <summary>Runs the loop once; returns its floating-point operations.</summary>
    public static long Run<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long flops = 0;
        double sink = 0;
        Isa.Run<Loop<T>, T>(new(ref flops, ref sink));
        return sink == 0 ? throw new InvalidOperationException("The loop was compiled away.") : flops;
    }

    private readonly ref struct Loop<T>(ref long flops, ref double sink) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ref long _flops = ref flops;
        private readonly ref double _sink = ref sink;

        // Twelve chains hide the latency of four cycles on two ports, and fit 16 registers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            V x = V.Of(0.5), y = V.Of(0.25);
            V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (int n = 0; n < Iterations; n++)
            {
                a = V.Fma(a, x, y);
                b = V.Fma(b, x, y);
                c = V.Fma(c, x, y);
                d = V.Fma(d, x, y);
                e = V.Fma(e, x, y);
                f = V.Fma(f, x, y);
                g = V.Fma(g, x, y);
                h = V.Fma(h, x, y);
                i = V.Fma(i, x, y);
                j = V.Fma(j, x, y);
                k = V.Fma(k, x, y);
                l = V.Fma(l, x, y);
            }
            T first = default;
            V.StorePartial(a + b + c + d + e + f + g + h + i + j + k + l, ref first, 1);
            _sink = double.CreateChecked(first);
            _flops = 2L * Chains * Iterations * V.Count;
        }
    }
}
