using System.Numerics;

namespace SimdGrad.Tests.Kernels;

/// <summary>How much the library's sum may err, relative to the sum of the absolute values.</summary>
internal static class SumBound
{
    /// <summary>
    /// A number is rounded once for each addition on its way: down its lane of a chunk of 4096, in the tree over the lanes (256
    /// bytes of them, 64 bytes for short sums), and in the tree over the chunks. In the first order, which 1% covers.
    /// </summary>
    public static double Of<T>(int n)
    {
        int block = typeof(T) == typeof(double) ? 8 : 16;
        int lanes = n <= block ? block : 4 * block;
        int down = (Math.Min(n, 4096) + lanes - 1) / lanes;
        int chunks = Math.Max(1, (n + 4095) / 4096);
        int depth = down + BitOperations.Log2((uint)lanes) + BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)chunks));
        return 1.01 * depth * Bits.UnitRoundoff<T>();
    }
}
