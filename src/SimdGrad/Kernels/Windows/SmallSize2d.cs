namespace SimdGrad.Kernels;

/// <summary>A <see cref="Size2d"/> of a <see cref="WindowLayout"/>, checked by it, in four bytes.</summary>
internal readonly struct SmallSize2d(Size2d size)
{
    private readonly ushort _height = (ushort)size.Height, _width = (ushort)size.Width;

    public static implicit operator SmallSize2d(Size2d size) => new(size);

    public static implicit operator Size2d(SmallSize2d size) => new(size._height, size._width);
}
