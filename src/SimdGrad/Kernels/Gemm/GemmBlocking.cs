namespace SimdGrad.Kernels;

/// <summary>The tuning numbers of the matrix product.</summary>
internal static class GemmBlocking
{
    /// <summary>
    /// The length of a panel of k. Each element of a product is one chain of fused multiply-adds within a panel, and panels
    /// are added in order, so this number is part of the result: it is the same for every processor and element type.
    /// </summary>
    public const int PanelK = 256;

    /// <summary>The rows of A that are packed at a time: with PanelK, what stays in the second-level cache.</summary>
    public const int BlockM = 240;

    /// <summary>The columns of B that are packed at a time: with PanelK, what stays in the outer caches.</summary>
    public const int BlockN = 1024;

    /// <summary>The vectors that a register tile is wide.</summary>
    public const int TileVectors = 2;

    /// <summary>The multiply-adds below which a second thread costs more than it gives.</summary>
    public const long SerialLimit = 1L << 21;

    /// <summary>The rows of the tile for <paramref name="left"/> remaining rows, on vectors of so many bytes.</summary>
    public static int TileRows(int vectorBytes, int left) =>
        left == 1 ? 1
        : left <= 6 || vectorBytes < 64 ? 6
        : 12;
}
