namespace SimdGrad.Kernels;

/// <summary>A number for the height and one for the width; <c>3</c> stands for <c>(3, 3)</c>.</summary>
/// <param name="Height">The number for the height.</param>
/// <param name="Width">The number for the width.</param>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>The same number for both.</summary>
    public static implicit operator Size2d(int size) => new(size, size);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>The product of both.</summary>
    public int Area => checked(Height * Width);

    /// <summary>The numbers in parentheses.</summary>
    public override string ToString() => $"({Height}, {Width})";
}
