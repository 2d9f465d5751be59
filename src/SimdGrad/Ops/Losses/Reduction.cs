namespace SimdGrad;

/// <summary>What becomes of the losses of elements or rows.</summary>
public enum Reduction
{
    /// <summary>Their mean, a scalar. What it divides by is said at each loss; NaN if there are none.</summary>
    Mean,

    /// <summary>Their sum, a scalar; 0 if there are none.</summary>
    Sum,

    /// <summary>They are kept: a tensor of losses.</summary>
    None,
}
