using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>Random layouts of windows.</summary>
internal static class WindowCases
{
    /// <summary>Windows of up to 4 by 5 on planes of up to 13 by 35; those of pooling have little padding.</summary>
    public static Gen<WindowLayout> Any(bool pooling) =>
        from height in Gen.Choose(1, 13)
        from width in Gen.Choose(1, 35)
        from kernel in Pair(1, 5)
        from stride in Pair(1, 3)
        from dilation in Pair(1, 3)
        from padding in Pair(0, 4)
        let dense = pooling ? 1 : dilation
        let window = new Size2d(Math.Min(kernel.Height, 4), kernel.Width)
        let little = pooling
            ? new Size2d(Math.Min(padding.Height, window.Height / 2), Math.Min(padding.Width, window.Width / 2))
            : padding
        // As large a plane as the window needs.
        select new WindowLayout(
            (Math.Max(height, Need(window.Height, dense.Height, little.Height)),
                Math.Max(width, Need(window.Width, dense.Width, little.Width))),
            window, stride, little, dense);

    private static int Need(int kernel, int dilation, int padding) => dilation * (kernel - 1) + 1 - 2 * padding;

    private static Gen<Size2d> Pair(int least, int most) =>
        from height in Gen.Choose(least, most)
        from width in Gen.Choose(least, most)
        select new Size2d(height, width);
}
