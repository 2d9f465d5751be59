namespace SimdGrad.Kernels;

/// <summary>The rows and columns of a plane that a window without gaps covers at one position.</summary>
internal readonly struct PlaneWindow
{
    public PlaneWindow(WindowLayout layout, int y, int x)
    {
        var (row, column) = layout.First(y, x);
        Top = Math.Max(0, row);
        Bottom = Math.Min(layout.Input.Height, row + layout.Kernel.Height);
        Left = Math.Max(0, column);
        Right = Math.Min(layout.Input.Width, column + layout.Kernel.Width);
    }

    /// <summary>The first row and the one after the last.</summary>
    public readonly int Top, Bottom;

    /// <summary>The first column and the one after the last.</summary>
    public readonly int Left, Right;

    /// <summary>The number of elements.</summary>
    public int Area => (Bottom - Top) * (Right - Left);
}
