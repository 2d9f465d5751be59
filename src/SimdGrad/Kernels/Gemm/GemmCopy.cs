namespace SimdGrad.Kernels;

/// <summary>The operand that tiles copy on the way, for those that come after them.</summary>
internal enum GemmCopy
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>A, for the other strips.</summary>
    A,

    /// <summary>B, for the tiles below.</summary>
    B,

    /// <summary>The transpose of B, which lies transposed, for the tiles below.</summary>
    TransposedB,
}
