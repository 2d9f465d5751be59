namespace SimdGrad.Kernels;

/// <summary>When threads that sleep are woken to help, which takes tens of microseconds. Those that are awake help in any case.</summary>
internal enum Wake
{
    /// <summary>Never: what is worth sharing only where a job before it was shared.</summary>
    Never,

    /// <summary>When jobs follow each other so closely that the next ones pay for it, as this one alone would not.</summary>
    IfRepeated,

    /// <summary>At once.</summary>
    Now,
}
