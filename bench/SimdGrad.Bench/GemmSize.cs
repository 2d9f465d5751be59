namespace SimdGrad.Bench;

/// <summary>The size of a matrix product: (m x k) * (k x n).</summary>
public sealed record GemmSize(int M, int N, int K)
{
    public double Operations => 2.0 * M * N * K;

    public override string ToString() => FormattableString.Invariant($"{M}x{N}x{K}");
}
