namespace SimdGrad.Memory;

/// <summary>What a <see cref="BufferPool"/> does beyond its work to make mistakes in its use visible.</summary>
[Flags]
public enum BufferDiagnostics
{
    /// <summary>Nothing. Double return and use after return are detected all the same.</summary>
    None = 0,

    /// <summary>
    /// A block is filled with 0xFF bytes, which is NaN for <see cref="float"/> and <see cref="double"/>, when it is
    /// allocated and when it is returned, so that a read of undefined contents shows in the result.
    /// </summary>
    Poison = 1,

    /// <summary>
    /// The stack trace of each rent is kept, and errors name it. Costs microseconds and managed memory per rent.
    /// </summary>
    TrackAllocationSites = 2,
}
