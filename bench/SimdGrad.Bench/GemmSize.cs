using System.Globalization;

namespace SimdGrad.Bench;

/// <summary>The size of a matrix product: (m x k) * (k x n).</summary>
public sealed record GemmSize(int M, int N, int K)
{
    public double Operations => 2.0 * M * N * K;

    /// <summary>
    /// Reads what <see cref="ToString"/> writes: three positive numbers, whose matrices have fewer than 2^31 elements.
    /// </summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static GemmSize Parse(string text)
    {
        int[] sizes = [.. text.Split('x').Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
        return sizes is [int m and > 0, int n and > 0, int k and > 0]
            && Math.Max((long)m * n, Math.Max((long)m * k, (long)k * n)) <= int.MaxValue
                ? new(m, n, k)
                : throw new FormatException($"'{text}' is no size: it takes three positive numbers, such as 32x32x32.");
    }

    public override string ToString() => FormattableString.Invariant($"{M}x{N}x{K}");
}
