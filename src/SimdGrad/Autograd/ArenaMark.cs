namespace SimdGrad;

/// <summary>How far the memory of a tape was handed out at some time.</summary>
/// <param name="block">The block; -1 for none.</param>
/// <param name="next">The first free byte of it.</param>
/// <param name="before">The bytes that were handed out of the blocks before it.</param>
internal readonly unsafe struct ArenaMark(int block, byte* next, long before)
{
    /// <summary>The block; -1 for none.</summary>
    public int Block { get; } = block;

    /// <summary>The first free byte of it.</summary>
    public byte* Next { get; } = next;

    /// <summary>The bytes that were handed out of the blocks before it.</summary>
    public long Before { get; } = before;
}
