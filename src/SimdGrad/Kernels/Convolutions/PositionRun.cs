namespace SimdGrad.Kernels;

/// <summary>Where gradients and patches lie that are multiplied position by position, image by image.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct PositionRun<T> where T : unmanaged
{
    /// <summary>The gradient of output o of image m begins at Dy + o * DyRow + m * DyImage.</summary>
    public T* Dy;
    public nint DyRow, DyImage;

    /// <summary>Row k of the patches of image m begins at X + Table[k] + m * XImage.</summary>
    public T* X;
    public int* Table;
    public nint XImage;

    /// <summary>The positions of each, in blocks of lanes.</summary>
    public int Blocks;
}
