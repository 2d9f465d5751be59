namespace SimdGrad.Kernels;

/// <summary>
/// Which products and updates are divided by the rows of a weight: of one so small that it stays in the caches, used by so few
/// rows of a batch, that it takes longer to fetch what another processor has written than to multiply with it.
/// </summary>
/// <remarks>
/// A thread then has the same rows in the forward pass, the backward pass and the update. They are divided at panels of k, since
/// the forward pass is: threads compute panels, which are then added in order.
/// </remarks>
internal static class WeightRows
{
    private const int BatchLimit = 64, MostElements = 1 << 18;

    /// <summary>Its rows, divided among threads at panels.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="threads">The threads.</param>
    /// <param name="rowItems">The items of a row.</param>
    public static Division Parts(int rows, int threads, int rowItems = 1) =>
        new(rows * rowItems, GemmBlocking.Panel(rows) * rowItems, threads);

    /// <summary>Whether a weight is such.</summary>
    public static bool Fit(int rows, int columns) => rows > GemmBlocking.PanelK && (long)rows * columns <= MostElements;

    /// <summary>Whether its product with a batch is divided so by so many threads: each gets a panel at least.</summary>
    public static bool Divide(int rows, int columns, int batch, int threads) =>
        batch <= BatchLimit && Fit(rows, columns) && rows > (threads - 1) * GemmBlocking.PanelK;
}
