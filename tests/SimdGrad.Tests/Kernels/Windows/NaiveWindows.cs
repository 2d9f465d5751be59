using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>What a window sees, taken out one element at a time.</summary>
internal static class NaiveWindows
{
    /// <summary>
    /// For each window of a plane, in order, and each of its elements, in order, the index within the plane; -1 in the padding.
    /// </summary>
    public static IEnumerable<int[]> Of(WindowLayout layout)
    {
        for (int y = 0; y < layout.Output.Height; y++)
            for (int x = 0; x < layout.Output.Width; x++)
                yield return
                [
                    .. from i in Enumerable.Range(0, layout.Kernel.Height)
                       from j in Enumerable.Range(0, layout.Kernel.Width)
                       let row = y * layout.Stride.Height - layout.Padding.Height + i * layout.Dilation.Height
                       let column = x * layout.Stride.Width - layout.Padding.Width + j * layout.Dilation.Width
                       select row >= 0 && row < layout.Input.Height && column >= 0 && column < layout.Input.Width
                           ? row * layout.Input.Width + column
                           : -1,
                ];
    }

    /// <summary>
    /// The index of the maximum of each window within its plane: the first of equals, the first NaN before all.
    /// </summary>
    public static int[] ArgMax(IReadOnlyList<double> plane, WindowLayout layout) =>
        [.. Of(layout).Select(window => window.Where(i => i >= 0).Aggregate(
            (best, i) => double.IsNaN(plane[best]) ? best : double.IsNaN(plane[i]) || plane[i] > plane[best] ? i : best))];

    /// <summary>The share of each element of a window in its mean.</summary>
    public static double Share(int[] window, bool countPadding) =>
        1.0 / (countPadding ? window.Length : window.Count(i => i >= 0));

    /// <summary>The planes of a tensor.</summary>
    public static IEnumerable<double[]> Planes(IReadOnlyList<double> x, int area) =>
        x.Chunk(area);
}
